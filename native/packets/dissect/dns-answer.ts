import { DnsNameReader } from './dns-name.ts';
import { readU16, readU32 } from './numbers.ts';
import { decodeLatin1, TEXT_LIMIT } from './text.ts';

const HEX = '0123456789abcdef';
const names = new DnsNameReader();
const scratch = new Uint8Array(64);

/** Writes a decimal byte. @returns where writing goes on */
function putDecimal(value: number, at: number): number {
  let to = at;
  if (value >= 100) scratch[to++] = 0x30 + Math.trunc(value / 100);
  if (value >= 10) scratch[to++] = 0x30 + (Math.trunc(value / 10) % 10);
  scratch[to++] = 0x30 + (value % 10);
  return to;
}

/** IPv4 address of four bytes at `at`, dotted. */
export function formatIpv4(bytes: Uint8Array, at: number): string {
  let to = putDecimal(bytes[at] ?? 0, 0);
  for (let index = 1; index < 4; index++) {
    scratch[to++] = 0x2e;
    to = putDecimal(bytes[at + index] ?? 0, to);
  }
  return decodeLatin1(scratch, 0, to, to);
}

/** IPv6 address of sixteen bytes at `at`, as RFC 5952 writes it (without the dotted form of mapped addresses). */
export function formatIpv6(bytes: Uint8Array, at: number): string {
  let best = -1;
  let bestLength = 1;
  for (let index = 0; index < 8; index++) {
    let run = 0;
    while (index + run < 8 && readU16(bytes, at + (index + run) * 2) === 0) run++;
    if (run > bestLength) {
      best = index;
      bestLength = run;
    }
    if (run > 0) index += run - 1;
  }
  let text = '';
  for (let index = 0; index < 8; index++) {
    if (index === best) {
      text += '::';
      index += bestLength - 1;
      continue;
    }
    if (text !== '' && !text.endsWith(':')) text += ':';
    text += readU16(bytes, at + index * 2).toString(16);
  }
  return text;
}

function quote(bytes: Uint8Array, start: number, end: number): string {
  let text = '"';
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x22 || byte === 0x5c) text += '\\' + String.fromCharCode(byte);
    else if (byte < 0x20 || byte >= 0x7f) text += '\\' + String(byte).padStart(3, '0');
    else text += String.fromCharCode(byte);
  }
  return text + '"';
}

function formatStrings(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  while (at < end && text.length < TEXT_LIMIT) {
    const stop = Math.min(end, at + 1 + (bytes[at] ?? 0));
    text += (text === '' ? '' : ' ') + quote(bytes, at + 1, stop);
    at = stop;
  }
  return text.slice(0, TEXT_LIMIT);
}

function formatUnknown(bytes: Uint8Array, start: number, end: number): string {
  let text = `\\# ${String(end - start)} `;
  for (let at = start; at < end && text.length < TEXT_LIMIT; at++) {
    const byte = bytes[at] ?? 0;
    text += (HEX[byte >> 4] ?? '') + (HEX[byte & 15] ?? '');
  }
  return text;
}

/**
 * Data of a resource record in presentation format, at most 512 characters (names in full).
 * @param base start of the message; `limit` is the end of what was captured of it
 * @returns '' when the data is cut or malformed
 */
export function formatDnsData(
  type: number,
  bytes: Uint8Array,
  base: number,
  start: number,
  end: number,
  limit: number,
): string {
  if (end > limit) return '';
  const size = end - start;
  switch (type) {
    case 1:
      return size === 4 ? formatIpv4(bytes, start) : '';
    case 28:
      return size === 16 ? formatIpv6(bytes, start) : '';
    case 2:
    case 5:
    case 12:
    case 39:
      return names.read(bytes, base, start, end) ?? '';
    case 15: {
      const host = names.read(bytes, base, start + 2, end);
      return host === null ? '' : `${String(readU16(bytes, start))} ${host}`;
    }
    case 16:
    case 99:
    case 13:
      return formatStrings(bytes, start, end);
    case 33: {
      const host = names.read(bytes, base, start + 6, end);
      const numbers = `${String(readU16(bytes, start))} ${String(readU16(bytes, start + 2))} ${String(readU16(bytes, start + 4))}`;
      return host === null ? '' : `${numbers} ${host}`;
    }
    case 6: {
      const primary = names.read(bytes, base, start, end);
      const mailbox = primary === null ? null : names.read(bytes, base, names.end, end);
      return mailbox === null ? '' : `${primary ?? ''} ${mailbox} ${String(readU32(bytes, names.end))}`;
    }
    default:
      return formatUnknown(bytes, start, end);
  }
}
