import ipaddr from 'ipaddr.js';

/**
 * An address as SQLite holds it: IPv4 an integer, IPv6 sixteen bytes, anything else its text. SQLite sorts
 * integers before text before blobs, so a network is one range and never mixes families.
 */
export type AddressValue = number | Buffer | string;

const cache = new Map<string, Buffer>();
const cacheLimit = 20_000;

function parseIpv4(text: string): number {
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return -1;
      value = value * 256 + part;
      part = 0;
      digits = 0;
    } else if (code >= 48 && code <= 57) {
      part = part * 10 + code - 48;
      if (++digits > 3 || part > 255) return -1;
    } else {
      return -1;
    }
  }
  return dots === 3 && digits > 0 ? value * 256 + part : -1;
}

/** Brings an address into its stored form. */
export function toAddressValue(text: string): AddressValue {
  const ipv4 = parseIpv4(text);
  if (ipv4 >= 0) return ipv4;
  const known = cache.get(text);
  if (known) return known;
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return text;
  const value = Buffer.from(ipaddr.IPv6.parse(text).toByteArray());
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(text, value);
  return value;
}

/** Brings a stored address back to text; IPv6 as RFC 5952 writes it. */
export function toAddressText(value: unknown): string {
  if (typeof value === 'number') return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
  if (value instanceof Uint8Array) {
    const parsed = ipaddr.fromByteArray([...value]);
    return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
  }
  return String(value);
}

/**
 * First and last stored value of a network or a single address.
 * @returns null when the text is neither
 */
export function toAddressRange(text: string): { first: AddressValue; last: AddressValue } | null {
  const slash = text.indexOf('/');
  if (slash < 0) {
    const value = toAddressValue(text);
    return typeof value === 'string' ? null : { first: value, last: value };
  }
  const value = toAddressValue(text.slice(0, slash));
  const bits = Number(text.slice(slash + 1));
  if (typeof value === 'number' && bits >= 0 && bits <= 32) {
    const size = 2 ** (32 - bits);
    const first = Math.floor(value / size) * size;
    return { first, last: first + size - 1 };
  }
  if (!(value instanceof Buffer) || !(bits >= 0 && bits <= 128)) return null;
  const first = Buffer.from(value);
  const last = Buffer.from(value);
  for (let bit = bits; bit < 128; bit++) {
    const byte = bit >> 3;
    const mask = 0x80 >> (bit & 7);
    first[byte] = (first[byte] ?? 0) & ~mask;
    last[byte] = (last[byte] ?? 0) | mask;
  }
  return { first, last };
}
