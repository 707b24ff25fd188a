import type { PolicyRule } from '../../../shared/policy/policy.ts';
import { shortHash } from '../compile/short-hash.ts';
import type { AddressSet, HostRules, RuleOrigin, RuleVerdict, VmRules, VmWants } from '../host-rules.ts';
import type { PolicyVm, PolicyWorld } from '../policy-world.ts';
import { type Candidate, findCandidates, type Held, type PlacedPolicy, rank } from './candidate.ts';
import { averageLimits, type EffectiveRule, joinTie } from './effective-rule.ts';
import { isolationRules } from './isolation-rules.ts';
import { makeWants, originOf } from './make-wants.ts';
import { PeerSets } from './peer-sets.ts';
import { matchesOf } from './rule-match.ts';
import { Steadiness, type SteadyMemory } from './steadiness.ts';

/** What policies come to in a world. */
export interface Resolution {
  /** One for each host that has VMs, in the order of their ids; VMs that no policy decides about are not in it. */
  hosts: HostRules[];
  /** To be given to the next resolution. */
  memory: SteadyMemory;
  /** UUIDs of the VMs that each policy is for now, by its name. */
  appliesTo: Map<string, string[]>;
}

/**
 * Turns policies into concrete rules. It is pure: the same policies, world and memory give the same rules.
 * @param policies those in force
 * @param library all that `stricter` may name, by their names
 * @param memory of the resolution before, null where conditions are to be taken as they are now
 */
export function resolvePolicies(
  policies: readonly PlacedPolicy[],
  library: ReadonlyMap<string, PlacedPolicy>,
  world: PolicyWorld,
  memory: SteadyMemory | null,
): Resolution {
  const steady = new Steadiness(memory, world.time);
  const sets = new PeerSets(world, steady);
  const appliesTo = new Map<string, string[]>(policies.map(({ policy }) => [policy.name, []]));
  const hosts = new Map<string, { vms: VmRules[]; wants: VmWants[]; used: Set<string> }>();
  const maker = new RuleMaker(sets, world);
  for (const vm of world.vms) {
    const host = hosts.get(vm.host) ?? { vms: [], wants: [], used: new Set<string>() };
    hosts.set(vm.host, host);
    const candidates = findCandidates(vm, policies, library, steady, world.time);
    for (const { of } of candidates) appliesTo.get(of.policy.name)?.push(vm.uuid);
    const wants = makeWants(vm.uuid, candidates);
    if (wants !== null) host.wants.push(wants);
    const made = maker.make(vm, candidates);
    if (made === null) continue;
    host.vms.push(made);
    for (const { peer } of made.rules) if (peer.kind === 'set') host.used.add(peer.set);
  }
  const written = new Map<string, AddressSet>();
  const setOf = (id: string): AddressSet => {
    const set = written.get(id) ?? sets.set(id);
    written.set(id, set);
    return set;
  };
  return {
    hosts: [...hosts]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([host, { vms, wants, used }]) => ({ host, vms, wants, sets: [...used].sort().map(setOf) })),
    memory: steady.next,
    appliesTo,
  };
}

/** Rules of one kind of VM: those for which the same parts of the same policies hold with the same weights share them. */
interface Shared {
  rules: EffectiveRule[];
  otherwise: VmRules['otherwise'];
}

class RuleMaker {
  readonly #sets: PeerSets;
  readonly #world: PolicyWorld;
  readonly #shared = new Map<string, Shared>();

  constructor(sets: PeerSets, world: PolicyWorld) {
    this.#sets = sets;
    this.#world = world;
  }

  make(vm: PolicyVm, candidates: readonly Candidate[]): VmRules | null {
    const sources = candidates.flatMap((candidate) =>
      [...candidate.acts, ...candidate.rules].map((held) => ({ candidate, held })),
    );
    const key = `${vm.host}|${candidates.map((each) => `${each.of.policy.name} ${each.weight} ${partsOf(each)}`).join('|')}`;
    const shared = this.#shared.get(key) ?? this.#combine(vm, candidates);
    this.#shared.set(key, shared);
    const { rules, otherwise } = shared;
    if (rules.length === 0 && otherwise.in === 'accept' && otherwise.out === 'accept') return null;
    const origins = sources.map(({ candidate, held }) => originOf(candidate, held));
    return {
      uuid: vm.uuid,
      taps: vm.interfaces.map(({ tap }) => tap).filter((tap) => tap !== ''),
      macs: vm.interfaces.map(({ mac }) => mac),
      addresses: vm.addresses,
      rules: rules.map(({ sources: from, ...rule }) => ({
        ...rule,
        origins: from.map((at) => origins[at]).filter(isOrigin),
      })),
      otherwise,
    };
  }

  #combine(vm: PolicyVm, candidates: readonly Candidate[]): Shared {
    const weights = candidates.flatMap((each) => Array<number>(each.acts.length + each.rules.length).fill(each.weight));
    let first = 0;
    const lists = candidates.map((candidate) => {
      const from = first;
      first += candidate.acts.length + candidate.rules.length;
      return this.#rulesOf(vm, candidate, from);
    });
    const rules: EffectiveRule[] = [];
    for (let at = 0; at < candidates.length;) {
      // Those of one tier and priority: their limits have one mean, whatever their weights.
      let end = at + 1;
      while (end < candidates.length && isLevel(candidates[at], candidates[end])) end++;
      const level = averageLimits(lists.slice(at, end), (source) => weights[source] ?? 0);
      for (let next = at; next < end;) {
        const leader = next;
        const tie = candidates.slice(next, end).filter((each) => isEqual(candidates[leader], each)).length;
        const joined = level.slice(next - at, next - at + tie).reduce((one, other) => joinTie(one, other, this.#sets));
        for (const rule of joined) rules.push(rule);
        next += tie;
      }
      at = end;
    }
    // Evidence is kept whatever becomes of a connection: it is asked first.
    const captures = rules.filter(({ verdict }) => verdict.type === 'capture');
    const others = rules.filter(({ verdict }) => verdict.type !== 'capture');
    return { rules: nameApart([...captures, ...others]), otherwise: otherwiseOf(candidates) };
  }

  #rulesOf(vm: PolicyVm, candidate: Candidate, first: number): EffectiveRule[] {
    const acts = candidate.acts.flatMap((held, index) =>
      isolationRules(held.part.act, vm.host, this.#sets, this.#world).map((rule, place) => ({
        ...rule,
        id: idOf(held, `act ${place} ${held.part.act.type}`),
        sources: [first + index],
      })),
    );
    const rules = candidate.rules.flatMap((held, index) =>
      matchesOf(held.part, this.#sets).map((match) => ({
        ...match,
        id: idOf(held, JSON.stringify([held.part.effect, match])),
        verdict: verdictOf(held.part),
        sources: [first + candidate.acts.length + index],
      })),
    );
    return [...acts, ...rules];
  }
}

function verdictOf({ effect }: PolicyRule): RuleVerdict {
  if (effect.type === 'allow') return { type: 'accept' };
  return effect.type === 'deny' ? { type: effect.reject ? 'reject' : 'drop' } : effect;
}

/** A rule is known by its policy and what it says, not by its line: what is written above it does not make it another. */
function idOf({ of, part }: Held<{ when: unknown }>, says: string): string {
  return `r${shortHash(JSON.stringify([of.policy.name, says, part.when]))}`;
}

function nameApart(rules: EffectiveRule[]): EffectiveRule[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const count = (seen.get(rule.id) ?? 0) + 1;
    seen.set(rule.id, count);
    return count === 1 ? rule : { ...rule, id: `${rule.id}_${count}` };
  });
}

function partsOf({ rules, acts }: Candidate): string {
  const name = (held: Held<unknown>): string => `${held.of.policy.name}:${held.place}`;
  return `${rules.map(name).join(',')};${acts.map(name).join(',')}`;
}

function isEqual(one: Candidate | undefined, other: Candidate): boolean {
  return one !== undefined && rank(one, other) === 0;
}

function isLevel(one: Candidate | undefined, other: Candidate | undefined): boolean {
  return one !== undefined && other !== undefined && rank({ ...one, weight: other.weight }, other) === 0;
}

function otherwiseOf(candidates: readonly Candidate[]): VmRules['otherwise'] {
  const of = (direction: 'in' | 'out'): 'accept' | 'drop' => {
    const named = candidates.filter(({ of }) => of.policy.otherwise[direction] !== null);
    const [leader] = named;
    if (leader === undefined) return 'accept';
    const equal = named.filter((each) => rank(each, leader) === 0);
    return equal.some(({ of }) => of.policy.otherwise[direction] === 'deny') ? 'drop' : 'accept';
  };
  return { in: of('in'), out: of('out') };
}

function isOrigin(origin: RuleOrigin | undefined): origin is RuleOrigin {
  return origin !== undefined;
}
