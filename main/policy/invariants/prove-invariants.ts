import type { Invariant } from '../../../shared/policy/policy.ts';
import { protocolsOf } from '../compile/rule-words.ts';
import type { HostRules, PeerMatch } from '../host-rules.ts';
import type { PolicyWorld } from '../policy-world.ts';
import { PeerSets } from '../resolve/peer-sets.ts';
import { Steadiness } from '../resolve/steadiness.ts';
import { type AddressClass, divideAddresses } from './address-classes.ts';
import { type NarrowRules, type Part, PortRules } from './permitted-ports.ts';
import { ALL_PORTS, joinSpans, lessSpans, meetSpans, type Span } from './port-spans.ts';

/** A packet, and the rules that let it through where they must not, or stop it where they must not. */
export interface Counterexample {
  from: string;
  to: string;
  protocol: number;
  port: number;
  /** Rule of the VM it is from and of that it is for; null where none of its own decides. */
  rules: { vm: string; direction: 'in' | 'out'; rule: Part['rule'] }[];
}

/** Whether an invariant holds of all packets. */
export interface Proof {
  invariant: Invariant;
  counterexample: Counterexample | null;
}

/** Addresses that nobody calls from. */
const NOBODY = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3', '::/127', 'ff00::/8'];

/** A protocol that no rule names, for all of these. */
const UNNAMED = 255;

/**
 * Proves invariants of rules: over all packets between all addresses of which at least one is a VM's, not over samples. Addresses that rules cannot
 * tell apart are asked about once, ports as ranges.
 */
export function proveInvariants(
  invariants: readonly Invariant[],
  hosts: readonly HostRules[],
  world: PolicyWorld,
): Proof[] {
  if (invariants.length === 0) return [];
  const prover = new Prover(invariants, hosts, world);
  return invariants.map((invariant, place) => ({ invariant, counterexample: prover.prove(invariant, place) }));
}

class Prover {
  readonly #classes: AddressClass[];
  /** Set numbers of the ends of each invariant. */
  readonly #ends: { from: PeerMatch; to: PeerMatch }[];
  readonly #numbers = new Map<string, number>();
  /** By number of a VM; null where no rules are for it. */
  readonly #rules: (PortRules | null)[];
  readonly #vms: readonly string[];
  readonly #protocols: number[];

  constructor(invariants: readonly Invariant[], hosts: readonly HostRules[], world: PolicyWorld) {
    const peers = new PeerSets(world, new Steadiness(null, world.time));
    this.#ends = invariants.map(({ from, to }) => ({ from: peers.match(from), to: peers.match(to) }));
    const cidrs: (readonly string[])[] = [];
    const put = (id: string, of: readonly string[]): void => {
      if (this.#numbers.has(id)) return;
      this.#numbers.set(id, cidrs.length);
      cidrs.push(of);
    };
    const asked = this.#ends.flatMap(({ from, to }) => [from, to]);
    for (const match of asked) if (match.kind === 'set') put(`end ${match.set}`, peers.set(match.set).cidrs);
    put('nobody', NOBODY);
    for (const { sets, vms } of hosts) {
      for (const { id, cidrs: of } of sets) put(id, of);
      for (const { verdict } of vms.flatMap(({ rules }) => rules))
        if (verdict.type === 'redirect') put(`via ${verdict.address}`, [verdict.address]);
    }
    const ruled = new Map(hosts.flatMap(({ vms }) => vms.map((vm) => [vm.uuid, vm] as const)));
    this.#vms = world.vms.map(({ uuid }) => uuid);
    const numberOf = (set: string): number => this.#numbers.get(set) ?? -2;
    this.#rules = world.vms.map(({ uuid }) => {
      const rules = ruled.get(uuid);
      return rules === undefined ? null : new PortRules(rules, numberOf);
    });
    const owned = new Map(world.vms.flatMap(({ addresses }, vm) => addresses.map((address) => [address, vm] as const)));
    this.#classes = divideAddresses(cidrs, owned);
    const named = hosts.flatMap(({ vms }) =>
      vms.flatMap(({ rules }) => rules.flatMap((rule) => protocolsOf(rule) ?? [])),
    );
    this.#protocols = [...new Set([6, 17, 1, 58, ...named, UNNAMED])];
  }

  prove(invariant: Invariant, place: number): Counterexample | null {
    const ends = this.#ends[place];
    if (ends === undefined) return null;
    const nobody = this.#numbers.get('nobody') ?? -1;
    const from = this.#within(ends.from).filter(({ members }) => members[nobody] !== 1);
    const to = this.#within(ends.to);
    for (const protocol of this.#protocols) {
      const asked = portsOf(invariant, protocol);
      if (asked.length === 0) continue;
      const out = this.#narrow(from, 'out', protocol, asked);
      const into = this.#narrow(to, 'in', protocol, asked);
      for (const target of to) {
        const taker = target.owner < 0 ? null : (into[target.owner] ?? null);
        for (const source of from) {
          // Where no VM takes part no rule is asked, and what stays on one VM passes none.
          if (source.family !== target.family || source.owner === target.owner) continue;
          const sender = source.owner < 0 ? null : (out[source.owner] ?? null);
          const sent = sender === null ? asked : sender.permitted(target);
          if (invariant.kind === 'never' && sent.length === 0) continue;
          const taken = taker === null ? asked : taker.permitted(source);
          if (sent === asked && taken === asked && invariant.kind === 'always') continue;
          const through = sent === asked ? taken : taken === asked ? sent : meetSpans(sent, taken);
          const [wrong] = invariant.kind === 'never' ? through : lessSpans(asked, through);
          if (wrong !== undefined) return this.#tell(source, target, protocol, wrong.from);
        }
      }
    }
    return null;
  }

  #tell(source: AddressClass, target: AddressClass, protocol: number, port: number): Counterexample {
    const ruleAt = (direction: 'in' | 'out', vm: number, peer: AddressClass): Part['rule'] =>
      this.#rules[vm]?.divide(direction, peer, protocol, [{ from: port, to: port }])[0]?.rule ?? null;
    const name = (vm: number): string => this.#vms[vm] ?? '';
    const sent = { vm: name(source.owner), direction: 'out' as const, rule: ruleAt('out', source.owner, target) };
    const taken = { vm: name(target.owner), direction: 'in' as const, rule: ruleAt('in', target.owner, source) };
    return {
      from: source.witness,
      to: target.witness,
      protocol,
      port,
      rules: [...(source.owner < 0 ? [] : [sent]), ...(target.owner < 0 ? [] : [taken])],
    };
  }

  /** By VM, for those that have an address in some classes. */
  #narrow(
    classes: readonly AddressClass[],
    direction: 'in' | 'out',
    protocol: number,
    asked: readonly Span[],
  ): (NarrowRules | null)[] {
    const narrowed: (NarrowRules | null)[] = [];
    for (const { owner } of classes)
      if (owner >= 0) narrowed[owner] ??= this.#rules[owner]?.narrow(direction, protocol, asked) ?? null;
    return narrowed;
  }

  #within(match: PeerMatch): AddressClass[] {
    if (match.kind === 'any') return this.#classes;
    const number = this.#numbers.get(`end ${match.set}`) ?? -1;
    return this.#classes.filter(({ members }) => (members[number] === 1) !== match.not);
  }
}

function portsOf({ ports }: Invariant, protocol: number): readonly Span[] {
  if (ports.length === 0) return ALL_PORTS;
  const word = protocol === 6 ? 'tcp' : protocol === 17 ? 'udp' : null;
  if (word === null) return [];
  return joinSpans(ports.filter(({ transport }) => transport === 'any' || transport === word));
}
