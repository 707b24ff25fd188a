import { readCidr } from '../compile/cidr.ts';
import { parseIpv4 } from '../../../shared/parse-ipv4.ts';
import { readIpv6 } from './address-table.ts';

/** Networks as ranges of numbers that can be asked whether an address is within. */
export interface AddressRanges {
  four: { from: Float64Array; to: Float64Array };
  six: { from: bigint[]; to: bigint[] };
}

/** Reads networks; they may overlap. What is none is left out. */
export function toRanges(cidrs: readonly string[]): AddressRanges {
  const four: [number, number][] = [];
  const six: [bigint, bigint][] = [];
  for (const text of cidrs) {
    const cidr = readCidr(text);
    if (cidr === null) continue;
    if (cidr.family === 4) {
      const from = parseIpv4(cidr.base);
      four.push([from, from + 2 ** (32 - cidr.bits) - 1]);
      continue;
    }
    const from = readIpv6(cidr.base);
    if (from !== null) six.push([from, from + (1n << BigInt(128 - cidr.bits)) - 1n]);
  }
  const joinedFour = join(four);
  const joinedSix = join(six);
  return {
    four: {
      from: Float64Array.from(joinedFour, ([from]) => from),
      to: Float64Array.from(joinedFour, ([, to]) => to),
    },
    six: { from: joinedSix.map(([from]) => from), to: joinedSix.map(([, to]) => to) },
  };
}

function join<T extends number | bigint>(ranges: [T, T][]): [T, T][] {
  ranges.sort((left, right) => (left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0));
  const joined: [T, T][] = [];
  for (const [from, to] of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to > last[1] ? to : last[1];
    else joined.push([from, to]);
  }
  return joined;
}

/** Whether an address is within one of the ranges. @param value as a number for IPv4, a bigint for IPv6 */
export function isWithin({ four, six }: AddressRanges, value: number | bigint): boolean {
  const { from, to } = typeof value === 'number' ? four : six;
  let low = 0;
  let high = from.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const start = from[middle];
    const end = to[middle];
    if (start === undefined || end === undefined) return false;
    if (value < start) high = middle - 1;
    else if (value > end) low = middle + 1;
    else return true;
  }
  return false;
}
