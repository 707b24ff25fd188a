import { parseIpv4 } from '../../../shared/parse-ipv4.ts';
import { readCidr, writeIpv4 } from '../compile/cidr.ts';
import ipaddr from 'ipaddr.js';
import { readIpv6 } from '../shadow/address-table.ts';

/** Addresses that are in the same sets: rules treat all of them alike. An address that a VM has is a class of its own. */
export interface AddressClass {
  /** One of them. */
  witness: string;
  family: 4 | 6;
  /** Number of the VM that has it, −1 for none. */
  owner: number;
  /** Per set, 1 where they are in it. */
  members: Uint8Array;
}

type Edge<T> = { at: T; set: number; step: 1 | -1 };

/**
 * Divides all addresses of both families into classes. Exact: the classes of a family cover all of it, and none is in two.
 * @param sets CIDRs of each set; they may overlap
 * @param owned addresses that VMs have
 */
export function divideAddresses(
  sets: readonly (readonly string[])[],
  owned: ReadonlyMap<string, number>,
): AddressClass[] {
  const four: Edge<number>[] = [];
  const six: Edge<bigint>[] = [];
  for (const [set, cidrs] of sets.entries()) {
    for (const text of cidrs) {
      const cidr = readCidr(text);
      if (cidr === null) continue;
      if (cidr.family === 4) {
        const from = parseIpv4(cidr.base);
        four.push({ at: from, set, step: 1 }, { at: from + 2 ** (32 - cidr.bits), set, step: -1 });
      } else {
        const from = readIpv6(cidr.base) ?? 0n;
        six.push({ at: from, set, step: 1 }, { at: from + (1n << BigInt(128 - cidr.bits)), set, step: -1 });
      }
    }
  }
  const ownedFour: [number, number][] = [];
  const ownedSix: [bigint, number][] = [];
  for (const [address, owner] of owned) {
    const number = parseIpv4(address);
    if (number >= 0) ownedFour.push([number, owner]);
    else {
      const value = readIpv6(address);
      if (value !== null) ownedSix.push([value, owner]);
    }
  }
  return [
    ...sweep({ edges: four, owned: ownedFour, count: sets.length, first: 0, one: 1, end: 2 ** 32 }, 4, writeIpv4),
    ...sweep({ edges: six, owned: ownedSix, count: sets.length, first: 0n, one: 1n, end: 1n << 128n }, 6, writeIpv6),
  ];
}

interface Space<T> {
  edges: Edge<T>[];
  owned: [T, number][];
  count: number;
  first: T;
  one: T;
  end: T;
}

function sweep<T extends number | bigint>(
  { edges, owned, count, first, one, end }: Space<T>,
  family: 4 | 6,
  write: (value: T) => string,
): AddressClass[] {
  const classes: AddressClass[] = [];
  const known = new Map<bigint, AddressClass>();
  const depth = new Int32Array(count);
  let mask = 0n;
  const members = (): Uint8Array => Uint8Array.from(depth, (open) => (open > 0 ? 1 : 0));
  edges.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
  owned.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  let start = first;
  let mine = 0;
  const cover = (to: T): void => {
    // Single addresses of VMs stand out of the stretch before `to`.
    while (start < to) {
      const next = owned[mine];
      const here = next !== undefined && next[0] >= start && next[0] < to ? next : null;
      const until = here === null ? to : here[0];
      if (start < until && !known.has(mask)) {
        const made: AddressClass = { witness: write(start), family, owner: -1, members: members() };
        known.set(mask, made);
        classes.push(made);
      }
      start = until;
      if (here === null) continue;
      classes.push({ witness: write(here[0]), family, owner: here[1], members: members() });
      start = ((here[0] as number) + (one as number)) as T;
      mine++;
      while (owned[mine]?.[0] === here[0]) mine++;
    }
  };
  for (const { at, set, step } of edges) {
    if (at > start) cover(at);
    const before = depth[set] ?? 0;
    depth[set] = before + step;
    if (before === 0 || before + step === 0) mask ^= 1n << BigInt(set);
  }
  cover(end);
  return classes;
}

function writeIpv6(value: bigint): string {
  const bytes = Array.from({ length: 16 }, (_, at) => Number((value >> BigInt(8 * (15 - at))) & 255n));
  return new ipaddr.IPv6(bytes).toRFC5952String();
}
