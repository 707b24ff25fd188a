import type { PeerSelector } from '../../../shared/policy/policy.ts';
import type { AddressSet, PeerMatch } from '../host-rules.ts';
import { shortHash } from '../compile/short-hash.ts';
import type { PolicyWorld } from '../policy-world.ts';
import { type AddressRanges, cidrsOf, invertRanges, meetRanges, rangesOf } from './address-ranges.ts';
import { matchesVm } from './holds-condition.ts';
import type { Steadiness } from './steadiness.ts';

/** Addresses that never lead outside: this machine, its link, and groups. */
const LOCAL = ['127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32', '::/127', 'fe80::/10', 'ff00::/8'];

/** Ports of DNS and DHCP: what serves these to VMs is no place to manage hosts from. */
const NAMING: ReadonlySet<number> = new Set([53, 67, 68, 546, 547]);

const ANY: PeerMatch = { kind: 'any' };

/** Ranges of lists that the world keeps: a feed's half million addresses are sorted once, not at each resolution. */
const known = new WeakMap<readonly string[], AddressRanges>();

function rangesOfKept(cidrs: readonly string[]): AddressRanges {
  const before = known.get(cidrs);
  if (before !== undefined) return before;
  const ranges = rangesOf(cidrs);
  known.set(cidrs, ranges);
  return ranges;
}

/** Texts of ranges, kept as long as the ranges are. */
const written = new WeakMap<AddressRanges, readonly string[]>();

/** Makes sets of addresses of what policies say about other ends. The name of a set is made of the question, not of its answers or of any name. */
export class PeerSets {
  readonly #world: PolicyWorld;
  readonly #steady: Steadiness;
  readonly #sets = new Map<string, AddressRanges>();
  readonly #asked = new Map<string, PeerMatch>();

  constructor(world: PolicyWorld, steady: Steadiness) {
    this.#world = world;
    this.#steady = steady;
  }

  match(peer: PeerSelector): PeerMatch {
    const question = JSON.stringify(peer);
    const before = this.#asked.get(question);
    if (before !== undefined) return before;
    const match = this.#find(peer, question);
    this.#asked.set(question, match);
    return match;
  }

  /** Addresses that must be reached from hosts and consoles. */
  management(): PeerMatch {
    return this.match({ zone: 'management' });
  }

  addresses(cidrs: readonly string[]): PeerMatch {
    return this.match({ address: [...cidrs] });
  }

  /** What is in both; null where nothing can be. */
  meet(one: PeerMatch, other: PeerMatch): PeerMatch | null {
    if (one.kind === 'any') return other;
    if (other.kind === 'any') return one;
    if (one.set === other.set) return one.not === other.not ? one : null;
    const [first, second] = one.set < other.set ? [one, other] : [other, one];
    const question = `${first.not ? '!' : ''}${first.set}&${second.not ? '!' : ''}${second.set}`;
    const before = this.#asked.get(question);
    const match = before ?? this.#put(question, meetRanges(this.ranges(first), this.ranges(second)));
    this.#asked.set(question, match);
    if (match.kind !== 'set') return match;
    const { v4, v6 } = this.#sets.get(match.set) ?? { v4: [], v6: [] };
    return v4.length === 0 && v6.length === 0 ? null : match;
  }

  ranges(match: PeerMatch): AddressRanges {
    if (match.kind === 'any') return invertRanges({ v4: [], v6: [] });
    const ranges = this.#sets.get(match.set) ?? { v4: [], v6: [] };
    return match.not ? invertRanges(ranges) : ranges;
  }

  /** The set by its name, as rules need it. */
  set(id: string): AddressSet {
    const ranges = this.#sets.get(id) ?? { v4: [], v6: [] };
    const cidrs = written.get(ranges) ?? cidrsOf(ranges);
    written.set(ranges, cidrs);
    return { id, cidrs };
  }

  #find(peer: PeerSelector, question: string): PeerMatch {
    const { address, name, reputation, category, zone, ...vms } = peer;
    const parts: AddressRanges[] = [];
    if (Object.keys(vms).length > 0) {
      const found = this.#world.vms.filter((vm) => matchesVm(vms, vm, this.#steady) !== null);
      parts.push(rangesOf(found.flatMap(({ addresses }) => addresses)));
    }
    if (address !== undefined) parts.push(rangesOf(address));
    if (name !== undefined) parts.push(rangesOf(name.flatMap((each) => this.#world.named(each))));
    if (reputation !== undefined) parts.push(rangesOfKept(this.#world.reputation(reputation)));
    if (category !== undefined) {
      const lists = category.map((each) => this.#world.category(each));
      const [only] = lists;
      parts.push(lists.length === 1 && only ? rangesOfKept(only) : rangesOf(lists.flat()));
    }
    const inside = (): AddressRanges => rangesOf([...this.#world.inside, ...LOCAL]);
    if (zone === 'outside' && parts.length === 0) {
      const match = this.#put('inside and local', inside());
      return match.kind === 'set' ? { ...match, not: true } : match;
    }
    if (zone === 'outside') parts.push(invertRanges(inside()));
    if (zone === 'inside') parts.push(inside());
    if (zone === 'management') {
      const kept = this.#world.protected.filter(({ port }) => !NAMING.has(port ?? 0)).map(({ cidr }) => cidr);
      parts.push(rangesOf([...this.#world.management, ...kept]));
    }
    const [first, ...rest] = parts;
    if (first === undefined) return ANY;
    return this.#put(question, rest.reduce(meetRanges, first));
  }

  #put(question: string, ranges: AddressRanges): PeerMatch {
    const set = `a${shortHash(question)}`;
    this.#sets.set(set, ranges);
    return { kind: 'set', set, not: false };
  }
}
