import { parseIpv4 } from '../../../shared/parse-ipv4.ts';
import type { AddressSet } from '../host-rules.ts';
import { type AddressRanges, isWithin, toRanges } from '../shadow/address-ranges.ts';
import { readIpv6 } from '../shadow/address-table.ts';
import { type Cidr, isHost, maskOfBits, readCidr, writeCidr } from './cidr.ts';
import { type CompiledLine, plain } from './compiled-table.ts';
import { dropMark, hasMark, lacksMark, setMark } from './marks.ts';

/** Sets of at most so many networks are one set of intervals; larger ones are a hash set for each length of prefix, in which one more costs nothing. */
const MOST_INTERVALS = 2000;
const ID = /^[a-z][a-z0-9_]{0,30}$/;

/** A set as rules ask for it. */
export interface WrittenSet {
  /** Hosts it has, where it has few and nothing else; else null. */
  hosts: readonly Cidr[] | null;
  /** Whether a single address is in it. */
  has(host: Cidr): boolean;
  /** Matches of which one holds for each packet whose end (`saddr` or `daddr`) is in it. */
  within(end: 'saddr' | 'daddr'): string[];
  /** Lines before, and then a match that holds where it is not. */
  without(end: 'saddr' | 'daddr'): { before: string[]; matches: string[] };
  /** What declares it; asked for after the rules were written, for it tells only what they need. */
  declare(): CompiledLine[];
}

/** @throws for an id that is none of ours: it would stand in rules */
export function writeSet(set: AddressSet, mostHosts: number): WrittenSet {
  if (!ID.test(set.id)) throw new Error(`"${set.id.slice(0, 40)}" is no id of a set.`);
  const cidrs = set.cidrs.flatMap((text) => readCidr(text) ?? []);
  if (cidrs.length !== set.cidrs.length) throw new Error(`Set ${set.id} holds what is no network.`);
  const hosts = cidrs.length <= mostHosts && cidrs.every(isHost) ? cidrs : null;
  const has = memberTest(set.cidrs);
  return cidrs.length <= MOST_INTERVALS ? writeIntervals(set.id, cidrs, hosts, has) : writeHashes(set.id, cidrs, has);
}

/** Asked often about few addresses: each is looked up once. */
function memberTest(cidrs: readonly string[]): (host: Cidr) => boolean {
  let ranges: AddressRanges | null = null;
  const known = new Map<string, boolean>();
  return ({ family, base }) => {
    const before = known.get(base);
    if (before !== undefined) return before;
    ranges ??= toRanges(cidrs);
    const value = family === 4 ? parseIpv4(base) : readIpv6(base);
    const within = value !== null && isWithin(ranges, value);
    known.set(base, within);
    return within;
  };
}

/** Name of the set in the kernel that holds a network of a set that stands alone, and the element that stands for it. */
export function placeInSet(id: string, text: string): { family: 'bridge'; name: string; element: string } | null {
  const cidr = readCidr(text);
  if (cidr === null || !ID.test(id)) return null;
  return { family: 'bridge', name: `s_${id}_${cidr.family}_${cidr.bits}`, element: cidr.base };
}

function declaration(name: string, family: 4 | 6, elements: readonly string[], intervals: boolean): CompiledLine[] {
  return [
    `\tset ${name} {`,
    `\t\ttype ${family === 4 ? 'ipv4_addr' : 'ipv6_addr'}`,
    ...(intervals ? ['\t\tflags interval'] : []),
    ...(elements.length > 0 ? [`\t\telements = { ${elements.join(', ')} }`] : []),
    '\t}',
  ].map(plain);
}

const ip = (family: 4 | 6): string => (family === 4 ? 'ip' : 'ip6');

function writeIntervals(
  id: string,
  cidrs: readonly Cidr[],
  hosts: readonly Cidr[] | null,
  has: WrittenSet['has'],
): WrittenSet {
  const asked = new Set<4 | 6>();
  const ask = (family: 4 | 6, end: string, operator: string): string => {
    asked.add(family);
    return `${ip(family)} ${end} ${operator}@s_${id}_${family}`;
  };
  const families = ([4, 6] as const).filter((family) => cidrs.some((cidr) => cidr.family === family));
  return {
    hosts,
    has,
    within: (end) => families.map((family) => ask(family, end, '')),
    without: (end) => ({ before: [], matches: [ask(4, end, '!= '), ask(6, end, '!= ')] }),
    declare: () =>
      [...asked]
        .sort((left, right) => left - right)
        .flatMap((family) =>
          declaration(`s_${id}_${family}`, family, cidrs.filter((cidr) => cidr.family === family).map(writeCidr), true),
        ),
  };
}

function writeHashes(id: string, cidrs: readonly Cidr[], has: WrittenSet['has']): WrittenSet {
  const groups = new Map<string, { family: 4 | 6; bits: number; elements: string[] }>();
  const groupOf = (family: 4 | 6, bits: number): { elements: string[] } => {
    const key = `${family}_${bits}`;
    const group = groups.get(key) ?? { family, bits, elements: [] };
    groups.set(key, group);
    return group;
  };
  // A single address may always come.
  groupOf(4, 32);
  groupOf(6, 128);
  for (const { family, bits, base } of cidrs) groupOf(family, bits).elements.push(base);
  const all = [...groups.values()].sort((left, right) => left.family - right.family || right.bits - left.bits);
  const askedWithout = new Set<'saddr' | 'daddr'>();
  const within = (end: 'saddr' | 'daddr'): string[] =>
    all.map(({ family, bits }) => {
      const whole = bits === (family === 4 ? 32 : 128);
      const masked = whole ? '' : ` & ${maskOfBits(family, bits)} ==`;
      return bits === 0 ? `ether type ${ip(family)}` : `${ip(family)} ${end}${masked} @s_${id}_${family}_${bits}`;
    });
  return {
    hosts: null,
    has,
    within,
    without: (end) => {
      askedWithout.add(end);
      return { before: [dropMark('member'), `jump n_${id}_${end}`], matches: [lacksMark('member')] };
    },
    declare: () => [
      ...all.flatMap(({ family, bits, elements }) =>
        bits === 0 ? [] : declaration(`s_${id}_${family}_${bits}`, family, elements, false),
      ),
      ...[...askedWithout]
        .sort((left, right) => (left < right ? -1 : 1))
        .flatMap((end) => [
          plain(`\tchain n_${id}_${end} {`),
          ...within(end).map((match) => plain(`\t\t${match} ${setMark('member')}`)),
          plain(`\t\t${hasMark('member')} return`),
          plain('\t}'),
        ]),
    ],
  };
}
