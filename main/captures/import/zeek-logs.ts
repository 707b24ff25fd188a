import { readZeekConn } from './zeek-conn.ts';
import { readZeekArp, readZeekDhcp, readZeekDns } from './zeek-names.ts';
import { readZeekNotice } from './zeek-notice.ts';
import type { ZeekLog } from './zeek-row.ts';
import { readZeekFtp, readZeekModbus, readZeekRdp, readZeekSmtp, readZeekSsh } from './zeek-talk.ts';
import { readZeekHttp, readZeekSsl, readZeekX509 } from './zeek-web.ts';
import { readZeekDceRpc, readZeekLdap, readZeekNtlm, readZeekSmbFiles, readZeekSmbMapping } from './zeek-windows.ts';

const LOGS = new Map<string, ZeekLog>([
  ['conn', readZeekConn],
  ['dns', readZeekDns],
  ['http', readZeekHttp],
  ['ssl', readZeekSsl],
  ['x509', readZeekX509],
  ['ssh', readZeekSsh],
  ['smtp', readZeekSmtp],
  ['ftp', readZeekFtp],
  ['dhcp', readZeekDhcp],
  ['smb_mapping', readZeekSmbMapping],
  ['smb_files', readZeekSmbFiles],
  ['ntlm', readZeekNtlm],
  ['dce_rpc', readZeekDceRpc],
  ['ldap', readZeekLdap],
  ['ldap_search', readZeekLdap],
  ['modbus', readZeekModbus],
  ['rdp', readZeekRdp],
  ['arp', readZeekArp],
  ['notice', readZeekNotice],
]);

/** The reader of a kind of Zeek log, undefined for the kinds that are skipped. */
export function zeekLogOf(kind: string): ZeekLog | undefined {
  return LOGS.get(kind);
}

/** Kinds of log that Zeek itself or its common packages write and that are passed over without a word about damage. */
const PASSED_OVER =
  /^(?:weird|files|pe|software|known_\w{1,24}|capture_loss|loaded_scripts|packet_filter|reporter|stats|telemetry|analyzer|tunnel|sip|quic|ocsp|syslog|snmp|socks|radius|mqtt|mysql|kerberos|dnp3\w{0,16}|irc|ntp|rfb|dpd|intel|traceroute|broker|cluster|notice_alarm|conn_long)$/;

/** The kind of log a file is by its name (`conn.log`, `conn.log.labeled.gz`, `conn_20230101.log`, `labeled-conn.log`), '' when the name does not tell. */
export function zeekKindOfName(fileName: string): string {
  const words = fileName
    .toLowerCase()
    .slice(0, 255)
    .split(/[^a-z0-9_]/);
  const base = words.find((word) => isZeekKind(word)) ?? words.map(stripDate).find((word) => isZeekKind(word));
  return base ?? '';
}

function stripDate(word: string): string {
  return word.replace(/_\d{4,14}$/, '');
}

/** Whether a word names a kind of Zeek log. */
export function isZeekKind(word: string): boolean {
  return LOGS.has(word) || PASSED_OVER.test(word);
}

/** The kind of log a JSON line belongs to by the columns it has, '' when they do not tell. */
export function zeekKindOfColumns(has: (column: string) => boolean): string {
  if (has('conn_state') || (has('history') && has('orig_ip_bytes'))) return 'conn';
  if (has('query') && (has('qtype_name') || has('rcode') || has('trans_id') || has('rcode_name'))) return 'dns';
  if (has('method') && has('uri')) return has('call_id') ? 'sip' : 'http';
  if (has('certificate.subject') || has('certificate.serial')) return 'x509';
  if (has('cipher') && has('established')) return 'ssl';
  if (has('auth_attempts') || has('kex_alg')) return 'ssh';
  if (has('mailfrom') || has('rcptto') || has('helo')) return 'smtp';
  if (has('msg_types') || (has('mac') && has('lease_time'))) return 'dhcp';
  if (has('share_type')) return 'smb_mapping';
  if (has('action') && has('path') && has('name')) return 'smb_files';
  if (has('endpoint') && has('operation')) return 'dce_rpc';
  if (has('ntlm') || (has('username') && has('domainname'))) return 'ntlm';
  if (has('note') && has('msg')) return 'notice';
  if (has('operation') && has('orig_hw')) return 'arp';
  if (has('message_id') && (has('opcode') || has('base_object'))) return 'ldap';
  if (has('func') && has('tid')) return 'modbus';
  if (has('command') && (has('reply_code') || has('reply_msg'))) return 'ftp';
  if (has('name') && has('notice')) return 'weird';
  return '';
}
