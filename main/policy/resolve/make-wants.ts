import type { PolicyAct } from '../../../shared/policy/policy.ts';
import type { RuleOrigin, VmWants } from '../host-rules.ts';
import { type Candidate, type Held, rank } from './candidate.ts';

const LIMITS = ['cpu', 'memory', 'diskIops', 'bandwidth'] as const;

/** What is wanted of a VM besides rules; null where nothing is. */
export function makeWants(uuid: string, candidates: readonly Candidate[]): VmWants | null {
  const wants: VmWants = { uuid, origins: [] };
  const origins: RuleOrigin[] = [];
  const acts = candidates.flatMap((candidate) =>
    candidate.acts.map((held) => ({ candidate, held, act: held.part.act })),
  );
  for (const limit of LIMITS) {
    // The first rank that names a limit decides about it; those of one tier and priority have their mean by weight.
    const named = acts.filter(({ act }) => act.type === 'resources' && act[limit] !== null);
    const [first] = named;
    if (first === undefined) continue;
    const equal = named.filter(
      ({ candidate }) => rank({ ...candidate, weight: first.candidate.weight }, first.candidate) === 0,
    );
    let sum = 0;
    let weights = 0;
    for (const { candidate, act } of equal) {
      sum += (act.type === 'resources' ? (act[limit] ?? 0) : 0) * candidate.weight;
      weights += candidate.weight;
    }
    const mean = weights === 0 ? null : sum / weights;
    if (mean === null) continue;
    wants[limit] = limit === 'cpu' ? Math.round(mean * 100) / 100 : Math.round(mean);
    for (const { candidate, held } of equal) origins.push(originOf(candidate, held));
  }
  const messages: string[] = [];
  for (const { candidate, held, act } of acts) {
    if (act.type === 'suspend') wants.suspended = true;
    else if (act.type === 'terminate') wants.terminated = true;
    else if (act.type === 'attest') wants.attest = true;
    else if (act.type === 'snapshot') wants.snapshot ??= nameOf(held);
    else if (act.type === 'notify') messages.push(act.message === '' ? tell(held) : act.message);
    else continue;
    origins.push(originOf(candidate, held));
  }
  if (messages.length > 0) wants.notify = [...new Set(messages)];
  if (origins.length === 0) return null;
  return { ...wants, origins: origins.filter((each, at) => origins.findIndex((other) => same(each, other)) === at) };
}

/** From where a part of a policy came. */
export function originOf(candidate: Candidate, { of, part, because }: Held<{ line: number }>): RuleOrigin {
  return {
    policy: of.policy.name,
    version: of.version,
    line: part.line,
    persona: candidate.persona,
    weight: candidate.weight,
    because,
  };
}

/** A snapshot is asked for once by each version of the policy's act. */
function nameOf({ of, place }: Held<{ act: PolicyAct }>): string {
  return `${of.policy.name}-v${of.version}-${place}`;
}

function tell({ of, because }: Held<unknown>): string {
  return because === '' ? `Policy ${of.policy.name} holds.` : `Policy ${of.policy.name} holds: ${because}.`;
}

function same(one: RuleOrigin, other: RuleOrigin): boolean {
  return one.policy === other.policy && one.line === other.line && one.persona === other.persona;
}
