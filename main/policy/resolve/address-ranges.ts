import ipaddr from 'ipaddr.js';
import { parseIpv4 } from '../../../shared/parse-ipv4.ts';

/** Addresses as ranges, first and last in turn, in order and without overlap: IPv4 as numbers, IPv6 as big integers. */
export interface AddressRanges {
  v4: number[];
  v6: bigint[];
}

const TOP4 = 2 ** 32 - 1;
const TOP6 = (1n << 128n) - 1n;

/** Ranges of networks and addresses; texts that are neither are left out. */
export function rangesOf(cidrs: Iterable<string>): AddressRanges {
  const starts: number[] = [];
  const six: [bigint, bigint][] = [];
  for (const cidr of cidrs) {
    const slash = cidr.indexOf('/');
    const address = slash < 0 ? cidr : cidr.slice(0, slash);
    const value = parseIpv4(address);
    const bits = slash < 0 ? (value < 0 ? 128 : 32) : Number(cidr.slice(slash + 1));
    if (!Number.isInteger(bits) || bits < 0) continue;
    if (value >= 0) {
      if (bits > 32) continue;
      const size = 2 ** (32 - bits);
      // First address and length of the prefix in one number, so that many are sorted at once: the wider goes first.
      starts.push(Math.floor(value / size) * size * 64 + bits);
    } else if (bits <= 128 && address.includes(':') && ipaddr.IPv6.isValid(address)) {
      const size = 1n << BigInt(128 - bits);
      const first = (toBig(address) / size) * size;
      six.push([first, first + size - 1n]);
    }
  }
  const v4: number[] = [];
  for (const packed of Float64Array.from(starts).sort()) {
    const bits = packed % 64;
    const first = (packed - bits) / 64;
    push(v4, first, first + 2 ** (32 - bits) - 1, 1);
  }
  const v6: bigint[] = [];
  six.sort(([one, to], [other, until]) => (one < other ? -1 : one > other ? 1 : to > until ? -1 : to < until ? 1 : 0));
  for (const [first, last] of six) push(v6, first, last, 1n);
  return { v4, v6 };
}

/** Adds a range that begins no sooner than those before it; what it touches becomes one with it. */
function push<N extends number | bigint>(ranges: N[], first: N, last: N, one: N): void {
  const end = ranges.at(-1);
  if (end !== undefined && first <= (((end as number) + (one as number)) as N)) {
    if (last > end) ranges[ranges.length - 1] = last;
  } else ranges.push(first, last);
}

/** Addresses that are in both. */
export function meetRanges(one: AddressRanges, other: AddressRanges): AddressRanges {
  return { v4: meet(one.v4, other.v4), v6: meet(one.v6, other.v6) };
}

function meet<N extends number | bigint>(one: readonly N[], other: readonly N[]): N[] {
  const met: N[] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    const first = one[i]! > other[j]! ? one[i]! : other[j]!;
    const last = one[i + 1]! < other[j + 1]! ? one[i + 1]! : other[j + 1]!;
    if (first <= last) met.push(first, last);
    if (one[i + 1]! < other[j + 1]!) i += 2;
    else j += 2;
  }
  return met;
}

/** All addresses that are not in the ranges. */
export function invertRanges({ v4, v6 }: AddressRanges): AddressRanges {
  return { v4: invert(v4, 0, TOP4, 1), v6: invert(v6, 0n, TOP6, 1n) };
}

function invert<N extends number | bigint>(ranges: readonly N[], bottom: N, top: N, one: N): N[] {
  const rest: N[] = [];
  let next = bottom as number;
  for (let at = 0; at < ranges.length; at += 2) {
    const first = ranges[at] as number;
    if (first > next) rest.push(next as N, (first - (one as number)) as N);
    next = (ranges[at + 1] as number) + (one as number);
  }
  if (next <= (top as number)) rest.push(next as N, top);
  return rest;
}

/** Fewest networks that hold exactly these addresses, in order: canonical and without overlap. */
export function cidrsOf({ v4, v6 }: AddressRanges): string[] {
  const cidrs: string[] = [];
  for (let at = 0; at < v4.length; at += 2) {
    let first = v4[at]!;
    const last = v4[at + 1]!;
    while (first <= last) {
      let bits = 32;
      while (bits > 0) {
        const size = 2 ** (33 - bits);
        if (first % size !== 0 || first + size - 1 > last) break;
        bits--;
      }
      cidrs.push(`${first >>> 24}.${(first >>> 16) & 255}.${(first >>> 8) & 255}.${first & 255}/${bits}`);
      first += 2 ** (32 - bits);
    }
  }
  for (let at = 0; at < v6.length; at += 2) {
    let first = v6[at]!;
    const last = v6[at + 1]!;
    while (first <= last) {
      let bits = 128;
      while (bits > 0) {
        const size = 1n << BigInt(129 - bits);
        if (first % size !== 0n || first + size - 1n > last) break;
        bits--;
      }
      cidrs.push(`${fromBig(first)}/${bits}`);
      first += 1n << BigInt(128 - bits);
    }
  }
  return cidrs;
}

function toBig(address: string): bigint {
  let value = 0n;
  for (const part of ipaddr.IPv6.parse(address).parts) value = (value << 16n) | BigInt(part);
  return value;
}

function fromBig(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, place) => Number((value >> BigInt(112 - 16 * place)) & 0xffffn));
  return new ipaddr.IPv6(parts).toRFC5952String();
}
