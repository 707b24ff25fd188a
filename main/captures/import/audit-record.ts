import { readEpochSeconds } from './read-time.ts';

/** One record (line) of the Linux audit system. */
export interface AuditRecord {
  /** `SYSCALL`, `EXECVE`, `PATH`, `USER_LOGIN`, … */
  type: string;
  node: string;
  /** Microseconds since the epoch. */
  time: number;
  /** Number of the event the record belongs to. */
  serial: string;
  /** Fields as written, quotes and hexadecimal undone where the field is text. */
  fields: Map<string, string>;
}

const HEAD =
  /^(?:node=(\S{1,255}) )?type=([A-Z][A-Z0-9_]{1,40}|UNKNOWN\[\d{1,6}\]) msg=audit\((\d{1,11})\.(\d{3}):(\d{1,20})\):/;
/** Fields whose value is hexadecimal when it holds what quotes cannot. */
const TEXT_FIELDS = new Set([
  'comm',
  'exe',
  'name',
  'cwd',
  'proctitle',
  'cmd',
  'acct',
  'key',
  'path',
  'unit',
  'terminal',
  'hostname',
  'vm',
]);
const MAX_FIELDS = 512;

/** Reads one line of audit.log; null when it is none. Linear in the line. */
export function readAuditLine(line: string): AuditRecord | null {
  const head = HEAD.exec(line);
  if (head === null) return null;
  const [whole, node, type, seconds, milliseconds, serial] = head;
  const time = readEpochSeconds(`${seconds}.${milliseconds}`);
  if (Number.isNaN(time)) return null;
  const fields = new Map<string, string>();
  readFields(line, whole.length, fields, type === 'EXECVE');
  return {
    type: type ?? '',
    node: node ?? '',
    time,
    serial: serial ?? '',
    fields,
  };
}

function readFields(text: string, from: number, fields: Map<string, string>, isExecve: boolean): void {
  let at = from;
  while (at < text.length && fields.size < MAX_FIELDS) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x1d || code === 0x27 || code === 0x2c) {
      at += 1;
      continue;
    }
    const equals = text.indexOf('=', at);
    if (equals < 0) return;
    const name = text.slice(Math.max(at, equals - 64), equals);
    const space = name.lastIndexOf(' ');
    const bare = name.slice(space + 1);
    const quote = text[equals + 1];
    let end: number;
    let value: string;
    if (bare === 'msg' && quote === "'") {
      // User-space records carry their own fields inside msg='…'.
      at = equals + 2;
      continue;
    }
    if (quote === '"') {
      end = text.indexOf('"', equals + 2);
      if (end < 0) end = text.length;
      value = text.slice(equals + 2, end);
      end += 1;
    } else {
      end = endOfWord(text, equals + 1);
      value = text.slice(equals + 1, end);
      if (TEXT_FIELDS.has(bare) || (isExecve && /^a\d/.test(bare))) value = decodeHex(value);
    }
    if (bare !== '' && !fields.has(bare)) fields.set(bare, value === '(null)' || value === '?' ? '' : value);
    at = end;
  }
}

/** A bare value ends at a space, a group separator (enriched fields follow), or the quote that closes msg='…'. */
function endOfWord(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x1d || code === 0x27) break;
  }
  return at;
}

/** Text of an upper-case hexadecimal value, NULs as spaces; anything else as it is. */
export function decodeHex(value: string): string {
  if (value.length === 0 || value.length % 2 !== 0 || !/^[0-9A-F]+$/.test(value)) return value;
  const bytes = new Uint8Array(value.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(value.slice(at * 2, at * 2 + 2), 16);
  return new TextDecoder().decode(bytes).replaceAll('\0', ' ').trim();
}
