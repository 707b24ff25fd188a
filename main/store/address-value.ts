import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../../shared/parse-ipv4.ts';

/**
 * An address as SQLite holds it: IPv4 an integer, IPv6 sixteen bytes, anything else its text. SQLite sorts
 * integers before text before blobs, so a network is one range and never mixes families.
 */
export type AddressValue = number | Buffer | string;

const cache = new Map<string, Buffer>();
const cacheLimit = 20_000;

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
