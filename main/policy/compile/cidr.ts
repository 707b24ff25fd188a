import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../../../shared/parse-ipv4.ts';

/** A network of either family: its first address, in canonical text, and the bits that are fixed. */
export interface Cidr {
  family: 4 | 6;
  base: string;
  bits: number;
}

/** Reads an address or a network and brings it to its canonical form: bits beyond the mask are 0. @returns null for anything else */
export function readCidr(text: string): Cidr | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const tail = slash < 0 ? '' : text.slice(slash + 1);
  if (slash >= 0 && !/^\d{1,3}$/.test(tail)) return null;
  const number = parseIpv4(address);
  if (number >= 0) {
    const bits = tail === '' ? 32 : Number(tail);
    if (bits > 32) return null;
    const size = 2 ** (32 - bits);
    return { family: 4, base: writeIpv4(Math.floor(number / size) * size), bits };
  }
  if (!address.includes(':') || address.includes('%') || !ipaddr.IPv6.isValid(address)) return null;
  const bits = tail === '' ? 128 : Number(tail);
  if (bits > 128) return null;
  const bytes = ipaddr.IPv6.parse(address).toByteArray();
  for (let at = 0; at < 16; at++) {
    const kept = Math.max(0, Math.min(8, bits - at * 8));
    bytes[at] = (bytes[at] ?? 0) & (0xff00 >> kept) & 0xff;
  }
  return { family: 6, base: writeIpv6(bytes), bits };
}

/** Dotted text of an IPv4 address. */
export function writeIpv4(value: number): string {
  return `${Math.floor(value / 0x1000000)}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** Whether it is one address alone. */
export function isHost({ family, bits }: Cidr): boolean {
  return bits === (family === 4 ? 32 : 128);
}

/** As it is written in rules: a single address without its length. */
export function writeCidr(cidr: Cidr): string {
  return isHost(cidr) ? cidr.base : `${cidr.base}/${cidr.bits}`;
}

/** The mask of so many bits, as an address. */
export function maskOfBits(family: 4 | 6, bits: number): string {
  if (family === 4) return writeIpv4(bits === 0 ? 0 : 2 ** 32 - 2 ** (32 - bits));
  return writeIpv6(Array.from({ length: 16 }, (_, at) => (0xff00 >> Math.max(0, Math.min(8, bits - at * 8))) & 0xff));
}

function writeIpv6(bytes: number[]): string {
  return new ipaddr.IPv6(bytes).toRFC5952String();
}
