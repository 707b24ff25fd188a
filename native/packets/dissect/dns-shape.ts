import { DnsNameReader } from './dns-name.ts';
import { isKnownDnsType } from './dns-types.ts';
import { readU16 } from './numbers.ts';

const HEADER = 12;

/** A header that could open a DNS message: a known opcode, the Z bit clear, bearable counts. For ports that promise DNS. */
export function isDnsHeader(bytes: Uint8Array, start: number): boolean {
  if (bytes.length - start < HEADER) return false;
  const flags = bytes[start + 2] ?? 0;
  const opcode = (flags >> 3) & 15;
  if (opcode > 6 || opcode === 3) return false;
  const questions = readU16(bytes, start + 4);
  const answers = readU16(bytes, start + 6);
  return questions <= 64 && answers <= 512 && (questions > 0 || flags >= 0x80);
}

/**
 * Whether the whole shape is DNS, for ports that promise nothing: one question with a well-formed printable name, a known
 * type and class, and a message that ends where it says.
 */
export function isDnsMessage(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER + 5 || !isDnsHeader(bytes, start)) return false;
  const flags = readU16(bytes, start + 2);
  const isResponse = flags >= 0x8000;
  // Standard queries only; a query carries no answer, no authority, and bits that only answers use stay clear.
  if ((flags & 0x7840) !== 0 || readU16(bytes, start + 4) !== 1) return false;
  const answers = readU16(bytes, start + 6);
  const authorities = readU16(bytes, start + 8);
  const additional = readU16(bytes, start + 10);
  if (
    additional > 16 ||
    authorities > 32 ||
    (!isResponse && (answers > 0 || authorities > 0 || (flags & 0x0480) !== 0))
  )
    return false;
  const at = questionEnd(bytes, start + HEADER, end);
  if (at < 0 || !isKnownDnsType(readU16(bytes, at - 4))) return false;
  const qclass = readU16(bytes, at - 2) & 0x7fff;
  if (qclass !== 1 && qclass !== 3 && qclass !== 255) return false;
  const records = answers + authorities + additional;
  if (records === 0) return at === end;
  const next = DnsNameReader.skip(bytes, at, end);
  return next > 0 && next + 10 <= end && next + 10 + readU16(bytes, next + 8) <= end;
}

/** End of a question whose name has legal, mostly printable labels; -1 otherwise. */
function questionEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit) {
    const length = bytes[at] ?? 0;
    if (length === 0) return at + 5 <= limit ? at + 5 : -1;
    if (length > 63 || at - from > 255 || at + length >= limit) return -1;
    for (let index = at + 1; index <= at + length; index++) {
      const byte = bytes[index] ?? 0;
      if (byte < 0x21 || byte > 0x7e) return -1;
    }
    at += length + 1;
  }
  return -1;
}
