import { detectJsonDialect, type JsonDialect } from './json-dialect.ts';
import { describeMagic } from './file-magic.ts';
import { isBinetflowHeader } from './binetflow-columns.ts';
import { isNfdumpHeader } from './nfdump-columns.ts';
import { REPORT_LINE_START } from './report-line.ts';

/** What a file can be. `gzip` must be unpacked and looked at again; `events` is the console's own event form. */
export type CaptureFormat =
  | 'pcap'
  | 'pcapng'
  | 'gzip'
  | 'zip'
  | 'mien'
  | 'zeek-tsv'
  | JsonDialect
  | 'nfdump-csv'
  | 'binetflow'
  | 'reports'
  | 'empty'
  | 'unknown';

/** What a file is, and the sentence for the user where it cannot be opened ('' where it can). */
export interface DetectedFormat {
  format: CaptureFormat;
  sentence: string;
}

/** Bytes at the start of a file that are enough to tell. */
export const HEAD_BYTES = 65_536;

/** First entry of a session file; stored uncompressed so that its content can be seen at a fixed place. */
export const MIEN_MIME_TYPE = 'application/vnd.mien+zip';

/** Tells what a file is from its first bytes ({@link HEAD_BYTES} are enough) and its name. Never throws. */
export function detectFormat(head: Uint8Array, fileName: string): DetectedFormat {
  const name = fileName.slice(0, 255);
  if (head.length === 0) return { format: 'empty', sentence: `“${name}” is empty.` };
  const known = detectBinary(head, name) ?? detectText(head.subarray(0, HEAD_BYTES));
  if (known !== null) return { format: known, sentence: '' };
  const magic = describeMagic(head);
  if (magic !== null) {
    return {
      format: 'unknown',
      sentence: `“${name}” is ${magic.what}, not a capture Mien can open.${magic.hint === '' ? '' : ` ${magic.hint}`}`,
    };
  }
  if (head.every((byte) => byte === 0))
    return { format: 'unknown', sentence: `“${name}” holds only zero bytes: its content was lost.` };
  return {
    format: 'unknown',
    sentence: `“${name}” is not a capture, log or event stream that Mien knows: pcap, pcapng, Zeek, Suricata EVE, nfdump CSV, binetflow, Falco, Tetragon, Tracee, auditd, Windows events as JSON, or .mien.`,
  };
}

function detectBinary(head: Uint8Array, name: string): CaptureFormat | null {
  const word = ((head[0] ?? 0) * 0x1000000 + (head[1] ?? 0) * 0x10000 + (head[2] ?? 0) * 0x100 + (head[3] ?? 0)) >>> 0;
  switch (word) {
    case 0xa1b2c3d4:
    case 0xd4c3b2a1:
    case 0xa1b23c4d:
    case 0x4d3cb2a1:
    case 0xa1b2cd34:
    case 0x34cdb2a1:
      return 'pcap';
    case 0x0a0d0d0a:
      return 'pcapng';
    case 0x504b0304:
    case 0x504b0506:
      return isMien(head, name) ? 'mien' : 'zip';
    default:
      return head[0] === 0x1f && head[1] === 0x8b ? 'gzip' : null;
  }
}

function isMien(head: Uint8Array, name: string): boolean {
  const text = String.fromCharCode(...head.subarray(30, 30 + 8 + MIEN_MIME_TYPE.length));
  return text === `mimetype${MIEN_MIME_TYPE}` || name.toLowerCase().endsWith('.mien');
}

function detectText(head: Uint8Array): CaptureFormat | null {
  const text = new TextDecoder()
    .decode(head.subarray(0, 8192))
    .replace(/^\u{FEFF}/u, '')
    .trimStart();
  if (text.startsWith('#separator') || text.startsWith('#fields')) return 'zeek-tsv';
  if (text.startsWith(REPORT_LINE_START)) return 'reports';
  if (text.startsWith('{') || text.startsWith('[')) return detectJsonDialect(head);
  const lines = text.split('\n', 64).map((line) => line.trim());
  if (lines.some((line) => /^(?:node=\S{1,255} )?type=[A-Z0-9_[\]]{1,40} msg=audit\(/.test(line))) return 'auditd';
  if (lines.some((line) => isBinetflowHeader(line))) return 'binetflow';
  if (lines.some((line) => isNfdumpHeader(line))) return 'nfdump-csv';
  return null;
}
