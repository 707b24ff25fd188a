import type { HttpRecord, L7Record, TlsRecord } from '../../telemetry/flow.ts';
import { canonicalAddress, canonicalMac } from './canonical-address.ts';
import { readEveRemote } from './eve-remote.ts';
import { type EveEnds, eveFlowOf } from './eve-ends.ts';
import type { JoinTable } from './join-table.ts';
import { numberAt, recordAt, textAt, textsAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readCalendarTime } from './read-time.ts';

/** Where and when a record was seen. */
export interface EveBase {
  flow: number;
  time: number;
}

/** Reads an application record of EVE; null for types that are not used, empty for records that make no sense. */
export function readEveRecords(
  type: string,
  record: JsonRecord,
  ends: EveEnds,
  joins: JoinTable,
  exploitSigns: (text: string, where: 'path' | 'header') => string[],
): L7Record[] | null {
  const service = SERVICES.get(type);
  if (service === undefined) return null;
  const body = recordAt(record, type === 'http2' ? 'http' : type);
  if (body === undefined) return [];
  const base: EveBase = {
    flow: eveFlowOf(ends, joins, service, type === 'dhcp' && ends.sport === 67),
    time: ends.time,
  };
  switch (type) {
    case 'http':
    case 'http2':
      return [readHttp(body, base, exploitSigns)];
    case 'tls':
      return [readTls(body, base)];
    case 'ssh':
      return [
        { kind: 'ssh', ...base, client: banner(recordAt(body, 'client')), server: banner(recordAt(body, 'server')) },
      ];
    case 'smtp':
      return [readSmtp(body, recordAt(record, 'email'), base)];
    case 'dhcp':
      return [readDhcp(body, base)];
    case 'ftp':
      return [readFtp(body, base)];
    default:
      return readEveRemote(type, body, base);
  }
}

const SERVICES = new Map([
  ['http', 'http'],
  ['http2', 'http'],
  ['tls', 'tls'],
  ['ssh', 'ssh'],
  ['smtp', 'smtp'],
  ['dhcp', 'dhcp'],
  ['ftp', 'ftp'],
  ['smb', 'smb'],
  ['dcerpc', 'dcerpc'],
  ['rdp', 'rdp'],
]);

function readHttp(
  http: JsonRecord,
  base: EveBase,
  exploitSigns: (text: string, where: 'path' | 'header') => string[],
): HttpRecord {
  const path = textAt(http, 'url').slice(0, 2048);
  const agent = textAt(http, 'http_user_agent').slice(0, 512);
  return {
    kind: 'http',
    ...base,
    method: textAt(http, 'http_method').slice(0, 32),
    host: textAt(http, 'hostname').slice(0, 255),
    path,
    agent,
    status: numberAt(http, 'status'),
    contentType: textAt(http, 'http_content_type').slice(0, 128),
    requestBytes: numberAt(http, 'request_body_len') || numberAt(http, 'content_range'),
    responseBytes: numberAt(http, 'length'),
    // The content type is the server's claim, not a look at the bytes.
    bodyMagic: '',
    exploit: [...new Set([...exploitSigns(path, 'path'), ...exploitSigns(agent, 'header')])],
  };
}

function readTls(tls: JsonRecord, base: EveBase): TlsRecord {
  const subject = textAt(tls, 'subject');
  const issuer = textAt(tls, 'issuerdn');
  return {
    kind: 'tls',
    ...base,
    sni: textAt(tls, 'sni').slice(0, 255),
    alpn: [...textsAt(tls, 'client_alpns'), ...textsAt(tls, 'server_alpns')].slice(0, 8),
    version: textAt(tls, 'version').slice(0, 16),
    ja3: hash(textAt(tls, 'ja3', 'hash')),
    ja4: hash(textAt(tls, 'ja4') || textAt(tls, 'ja4', 'hash')),
    certificate:
      subject === '' && issuer === ''
        ? null
        : {
            subject: subject.slice(0, 512),
            issuer: issuer.slice(0, 512),
            selfSigned: subject === issuer,
            notBefore: readCalendarTime(textAt(tls, 'notbefore')) || 0,
            notAfter: readCalendarTime(textAt(tls, 'notafter')) || 0,
          },
    established: textAt(tls, 'version') !== '' && textAt(tls, 'version') !== 'UNDETERMINED',
  };
}

function hash(text: string): string {
  return /^[0-9a-z_]{8,64}$/.test(text) ? text : '';
}

function banner(side: JsonRecord | undefined): string {
  const software = textAt(side, 'software_version');
  return software === '' ? '' : `SSH-${textAt(side, 'proto_version') || '2.0'}-${software}`.slice(0, 255);
}

function readSmtp(smtp: JsonRecord, email: JsonRecord | undefined, base: EveBase): L7Record {
  const to = textsAt(smtp, 'rcpt_to');
  return {
    kind: 'smtp',
    ...base,
    helo: textAt(smtp, 'helo').slice(0, 255),
    from: (textAt(smtp, 'mail_from') || textAt(email, 'from')).slice(0, 320),
    to: (to.length > 0 ? to : textsAt(email, 'to')).slice(0, 16).map((one) => one.slice(0, 320)),
    subject: textAt(email, 'subject').slice(0, 512),
    auth: false,
    authOk: false,
    startTls: false,
    bytes: 0,
  };
}

function readDhcp(dhcp: JsonRecord, base: EveBase): L7Record {
  return {
    kind: 'dhcp',
    ...base,
    message: (textAt(dhcp, 'dhcp_type') || textAt(dhcp, 'type')).slice(0, 32).toUpperCase(),
    mac: canonicalMac(textAt(dhcp, 'client_mac')),
    hostname: textAt(dhcp, 'hostname').slice(0, 255),
    vendor: textAt(dhcp, 'vendor_class_identifier').slice(0, 255),
    address:
      [textAt(dhcp, 'assigned_ip'), textAt(dhcp, 'requested_ip'), textAt(dhcp, 'client_ip')]
        .map(canonicalAddress)
        .find((one) => one !== '' && one !== '0.0.0.0') ?? '',
  };
}

function readFtp(ftp: JsonRecord, base: EveBase): L7Record {
  const command = textAt(ftp, 'command').slice(0, 16).toUpperCase();
  return {
    kind: 'ftp',
    ...base,
    command,
    argument: command === 'PASS' ? '' : textAt(ftp, 'command_data').slice(0, 512),
    code: Number(textsAt(ftp, 'completion_code')[0]?.slice(0, 3) ?? 0) || 0,
    dataAddress: '',
    dataPort: numberAt(ftp, 'dynamic_port') & 0xffff,
  };
}
