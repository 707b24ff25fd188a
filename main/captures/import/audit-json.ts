import { createAuditEvent } from './audit-event.ts';
import { decodeHex, readAuditLine } from './audit-record.ts';
import type { HostEvent } from '../../telemetry/host-event.ts';
import { listAt, recordAt, recordOf, textAt, textOf, textsAt, valueAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readCalendarTime, readEpochSeconds } from './read-time.ts';

/** Reads one audit event as JSON, as laurel, go-libaudit or Auditbeat write it; null when it is none. */
export function readAuditJson(record: JsonRecord, raw: string): HostEvent | null {
  return readLaurel(record, raw) ?? readLibaudit(record, raw);
}

/** `{"ID":"1615114232.375:15558","SYSCALL":{…},"EXECVE":{"ARGV":[…]},…}` */
function readLaurel(record: JsonRecord, raw: string): HostEvent | null {
  const id = /^(\d{1,11})\.(\d{3}):\d{1,20}$/.exec(textAt(record, 'ID'));
  const time = readEpochSeconds(`${id?.[1]}.${id?.[2]}`);
  if (id === null || Number.isNaN(time)) return null;
  const types = Object.keys(record).filter((name) => /^[A-Z][A-Z0-9_]{2,40}$/.test(name) && name !== 'NODE');
  if (types.length === 0) return null;
  const first = (type: string): JsonRecord | undefined => recordOf(listAt(record, type)[0]);
  return createAuditEvent({
    time,
    node: textAt(record, 'NODE'),
    types,
    field: (type, name) =>
      type === 'PROCTITLE'
        ? textsAt(record, 'PROCTITLE', 'ARGV').join(' ')
        : type === 'SOCKADDR'
          ? socketHex(first(type))
          : textAt(first(type), name),
    argv: textsAt(record, 'EXECVE', 'ARGV'),
    paths: listAt(record, 'PATH').map((path) => textAt(recordOf(path), 'name')),
    raw,
  });
}

/** laurel decodes socket addresses; the hexadecimal is made again so that one reader serves all. */
function socketHex(socket: JsonRecord | undefined): string {
  const kept = textAt(socket, 'saddr');
  if (kept !== '') return kept;
  const address = textAt(socket, 'SADDR', 'addr');
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4 || !bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)) return '';
  const port = Number(textAt(socket, 'SADDR', 'port')) & 0xffff;
  return `0200${hex(port >> 8)}${hex(port & 255)}${bytes.map(hex).join('')}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase();
}

/** `{"@timestamp":…,"record_type":"syscall","sequence":…,"raw_msg":…,"data":{…}}`, and Auditbeat's `auditd.data`. */
function readLibaudit(record: JsonRecord, raw: string): HostEvent | null {
  const type = (textAt(record, 'record_type') || textAt(record, 'auditd', 'message_type')).toUpperCase().slice(0, 41);
  const data = recordAt(record, 'data') ?? recordAt(record, 'auditd', 'data');
  const time = readCalendarTime(textOf(valueAt(record, '@timestamp')));
  if (type === '' || Number.isNaN(time)) return null;
  const message = readAuditLine(`type=${type} msg=${textAt(record, 'raw_msg')}`);
  const field = (_type: string, name: string): string => {
    if (name === 'res') return textAt(data, 'result') === 'fail' ? 'failed' : textAt(data, 'res');
    const told =
      textAt(data, name === 'SYSCALL' ? 'syscall' : name) ||
      textAt(record, 'process', name === 'comm' ? 'name' : name === 'exe' ? 'executable' : name);
    return told || (message?.fields.get(name) ?? '');
  };
  const argv = textsAt(record, 'process', 'args');
  return createAuditEvent({
    time,
    node: textAt(record, 'host', 'name') || textAt(record, 'host', 'hostname'),
    types: [type],
    field: (of, name) => (name === 'proctitle' ? decodeHex(field(of, name)) : field(of, name)),
    argv,
    paths: textsAt(record, 'file', 'path'),
    raw,
  });
}
