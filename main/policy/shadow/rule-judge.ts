import type { AddressSet, ConcreteRule, VmRules } from '../host-rules.ts';
import { protocolsOf } from '../compile/rule-words.ts';
import { type AddressRanges, isWithin, toRanges } from './address-ranges.ts';
import type { AddressTable } from './address-table.ts';

/** What becomes of a connection, and which rule says so: null where none does and the rest is decided as a whole. */
export interface Decision {
  verdict: 'accept' | 'drop' | 'reject' | 'redirect';
  rule: ConcreteRule | null;
  /** Rules that watch, bound or count it before. */
  passed: readonly ConcreteRule[];
}

/** A connection as the VM sees it: `out` are those it opens; `port` is that of the side that was called. */
export interface Connection {
  direction: 'in' | 'out';
  /** Number of the other end's address in the table. */
  peer: number;
  /** IP protocol number. */
  protocol: number;
  port: number;
}

const ANY = -1;

/** A rule, ready to be asked. */
interface Asked {
  /** Number of the set that its peers are (or are not) in, −1 for any. */
  set: number;
  not: boolean;
  /** Null: any. */
  protocols: readonly number[] | null;
  ports: Float64Array;
  /** Ends the search. */
  ends: boolean;
  /** Family of where it leads, 0 where it leads nowhere. */
  family: 0 | 4 | 6;
}

/** Says of connections what the compiled rules do with their first packets. */
export class RuleJudge {
  readonly #addresses: AddressTable;
  readonly #sets = new Map<string, number>();
  readonly #ranges: AddressRanges[] = [];
  /** Per set: whether an address by its number is in it; 0 where nobody asked. */
  readonly #members: Uint8Array[] = [];
  readonly #vms: { in: Asked[]; out: Asked[]; rules: { in: ConcreteRule[]; out: ConcreteRule[] }; of: VmRules }[];

  constructor(vms: readonly VmRules[], sets: readonly AddressSet[], addresses: AddressTable) {
    this.#addresses = addresses;
    const known = new Map(sets.map((set) => [set.id, set]));
    this.#vms = vms.map((of) => {
      const rules = {
        in: of.rules.filter(({ direction }) => direction === 'in'),
        out: of.rules.filter(({ direction }) => direction === 'out'),
      };
      const ask = (rule: ConcreteRule): Asked => this.#prepare(rule, known);
      return { in: rules.in.map(ask), out: rules.out.map(ask), rules, of };
    });
  }

  /** Place among the VM's rules of a direction of the one that decides; −1 where none does. */
  place(vm: number, connection: Connection): number {
    const asked = this.#vms[vm]?.[connection.direction];
    if (asked === undefined) return ANY;
    for (let at = 0; at < asked.length; at++) {
      const rule = asked[at];
      if (rule !== undefined && rule.ends && this.#holds(rule, connection)) return at;
    }
    return ANY;
  }

  /** Whether what {@link place} found lets a connection through; a connection that is led elsewhere is. */
  permits(vm: number, direction: 'in' | 'out', place: number): boolean {
    const known = this.#vms[vm];
    if (known === undefined) return true;
    if (place < 0) return known.of.otherwise[direction] === 'accept';
    const type = known.rules[direction][place]?.verdict.type;
    return type === 'accept' || type === 'redirect';
  }

  rule(vm: number, direction: 'in' | 'out', place: number): ConcreteRule | null {
    return this.#vms[vm]?.rules[direction][place] ?? null;
  }

  decide(vm: number, connection: Connection): Decision {
    const known = this.#vms[vm];
    const place = this.place(vm, connection);
    const rules = known?.rules[connection.direction] ?? [];
    const passed = rules.filter((rule, at) => {
      const asked = known?.[connection.direction][at];
      return (place < 0 || at < place) && asked !== undefined && !asked.ends && this.#holds(asked, connection);
    });
    const rule = rules[place] ?? null;
    const type = rule?.verdict.type;
    if (type === 'accept' || type === 'drop' || type === 'reject' || type === 'redirect')
      return { verdict: type, rule, passed };
    return { verdict: known?.of.otherwise[connection.direction] ?? 'accept', rule: null, passed };
  }

  #holds(rule: Asked, { peer, protocol, port }: Connection): boolean {
    if (rule.protocols !== null && !rule.protocols.includes(protocol)) return false;
    const { ports } = rule;
    if (ports.length > 0) {
      let found = false;
      for (let at = 0; at < ports.length && !found; at += 2)
        found = port >= (ports[at] ?? 0) && port <= (ports[at + 1] ?? 0);
      if (!found) return false;
    }
    if (rule.family !== 0 && rule.family !== (this.#addresses.fourOf(peer) >= 0 ? 4 : 6)) return false;
    return rule.set === ANY || this.#isMember(rule.set, peer) !== rule.not;
  }

  #isMember(set: number, peer: number): boolean {
    let members = this.#members[set];
    if (members === undefined) return false;
    if (peer >= members.length) {
      const grown = new Uint8Array(Math.max(1024, this.#addresses.size * 2));
      grown.set(members);
      this.#members[set] = members = grown;
    }
    const known = members[peer] ?? 0;
    if (known !== 0) return known === 2;
    const ranges = this.#ranges[set];
    const four = this.#addresses.fourOf(peer);
    const value = four >= 0 ? four : this.#addresses.sixOf(peer);
    const within = ranges !== undefined && value !== null && isWithin(ranges, value);
    members[peer] = within ? 2 : 1;
    return within;
  }

  #prepare(rule: ConcreteRule, known: ReadonlyMap<string, AddressSet>): Asked {
    const protocols = protocolsOf(rule);
    const { type } = rule.verdict;
    return {
      set: rule.peer.kind === 'set' ? this.#setOf(rule.peer.set, known) : ANY,
      not: rule.peer.kind === 'set' && rule.peer.not,
      // Ports that no named protocol has: it never holds.
      protocols: protocols === null ? [ANY] : protocols.length === 0 ? null : protocols,
      ports: Float64Array.from(rule.ports.flatMap(({ from, to }) => [from, to])),
      ends: type === 'accept' || type === 'drop' || type === 'reject' || type === 'redirect',
      family: rule.verdict.type === 'redirect' ? (rule.verdict.address.includes(':') ? 6 : 4) : 0,
    };
  }

  #setOf(id: string, known: ReadonlyMap<string, AddressSet>): number {
    const number = this.#sets.get(id);
    if (number !== undefined) return number;
    const set = known.get(id);
    if (set === undefined) throw new Error(`A rule speaks of set ${id}, which there is not.`);
    const made = this.#ranges.length;
    this.#sets.set(id, made);
    this.#ranges.push(toRanges(set.cidrs));
    this.#members.push(new Uint8Array(0));
    return made;
  }
}
