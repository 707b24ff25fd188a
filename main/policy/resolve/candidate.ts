import { type Condition, type PlacedAct, type Policy, type PolicyRule, TIERS } from '../../../shared/policy/policy.ts';
import type { PolicyVm } from '../policy-world.ts';
import { type Because, holdsCondition, matchesVm } from './holds-condition.ts';
import type { Steadiness } from './steadiness.ts';

/** A policy that is in force, or judged as if it were. */
export interface PlacedPolicy {
  policy: Policy;
  version: number;
}

/** A rule or act that holds for a VM now, with what made it hold. */
export interface Held<T> {
  of: PlacedPolicy;
  part: T;
  /** Place in its policy, by which it is known again. */
  place: number;
  because: string;
}

/** A policy that is for a VM now, with what of it holds. */
export interface Candidate {
  of: PlacedPolicy;
  persona: string;
  weight: number;
  rules: Held<PolicyRule>[];
  acts: Held<PlacedAct>[];
}

/** Asks a VM whether a condition holds. */
type Ask = (condition: Condition | null) => Because;

/** Policies that are for a VM now, with what of them holds, those that decide first first. Equal ranks stand in the order of their names. */
export function findCandidates(
  vm: PolicyVm,
  policies: readonly PlacedPolicy[],
  library: ReadonlyMap<string, PlacedPolicy>,
  steady: Steadiness,
  time: number,
): Candidate[] {
  const candidates: Candidate[] = [];
  const told = new Map<string, Because>();
  const ask: Ask = (condition) => {
    if (condition === null) return '';
    const question = questionOf(condition);
    const before = told.get(question);
    if (before !== undefined) return before;
    const now = holdsCondition(condition, vm, steady, time);
    told.set(question, now);
    return now;
  };
  for (const of of policies) {
    const { policy } = of;
    const match = matchesVm(policy.applies, vm, steady);
    if (match === null) continue;
    const because = ask(policy.when);
    if (because === null) continue;
    const held = holdParts(of, because, ask);
    for (const { risk, use } of policy.stricter) {
      const risen = ask({ risk });
      if (risen === null) continue;
      for (const name of use.toReversed()) {
        const used = name === policy.name ? undefined : library.get(name);
        if (used === undefined) continue;
        const when = ask(used.policy.when);
        if (when === null) continue;
        const more = holdParts(used, join(risen, when), ask);
        held.rules.unshift(...more.rules);
        held.acts.unshift(...more.acts);
      }
    }
    candidates.push({ of, ...match, ...held });
  }
  return candidates.sort((one, other) => rank(one, other) || (one.of.policy.name < other.of.policy.name ? -1 : 1));
}

/** Which decides first: negative for the first; 0 where they are of equal rank. */
export function rank(one: Candidate, other: Candidate): number {
  const tiers = TIERS.indexOf(one.of.policy.tier) - TIERS.indexOf(other.of.policy.tier);
  return tiers || other.of.policy.priority - one.of.policy.priority || other.weight - one.weight;
}

function holdParts(of: PlacedPolicy, because: string, ask: Ask): Pick<Candidate, 'rules' | 'acts'> {
  const hold = <T extends PolicyRule | PlacedAct>(parts: readonly T[]): Held<T>[] =>
    parts.flatMap((part, place) => {
      const now = ask(part.when);
      return now === null ? [] : [{ of, part, place, because: join(because, now) }];
    });
  return { rules: hold(of.policy.rules), acts: hold(of.policy.acts) };
}

/** Text of a condition, by which those that ask the same are asked once for each VM. */
const questions = new WeakMap<Condition, string>();

function questionOf(condition: Condition): string {
  const before = questions.get(condition);
  if (before !== undefined) return before;
  const question = JSON.stringify(condition);
  questions.set(condition, question);
  return question;
}

function join(one: string, other: string): string {
  return one === '' || other === '' ? one + other : `${one}, ${other}`;
}
