import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import type { Finding, Policy } from '../../shared/policy/policy.ts';
import type { HostRules, RuleOrigin } from './host-rules.ts';
import type { PolicyWorld } from './policy-world.ts';
import type { PlacedPolicy } from './resolve/candidate.ts';
import { resolvePolicies, type Resolution } from './resolve/resolve-policies.ts';

/** A draft beside what is in force, in one world. */
export interface Draft {
  /** Null where the text is none. */
  policy: Policy | null;
  findings: Finding[];
  leftOut: number[];
  /** What is in force, and what would be. */
  before: Resolution;
  after: Resolution;
  /** Policies that would be in force. */
  policies: readonly PlacedPolicy[];
}

/** Reads a draft and resolves it in the place of the version of it that is in force, or beside the others. */
export function resolveDraft(
  text: string,
  world: PolicyWorld,
  enforced: readonly PlacedPolicy[],
  library: ReadonlyMap<string, PlacedPolicy>,
): Draft {
  const { policy, findings, leftOut } = parsePolicy(text);
  const before = resolvePolicies(enforced, library, world, null);
  if (policy === null) return { policy, findings, leftOut, before, after: before, policies: enforced };
  const version = (library.get(policy.name)?.version ?? 0) + 1;
  const placed: PlacedPolicy = { policy, version };
  const policies = [...enforced.filter((each) => each.policy.name !== policy.name), placed];
  const after = resolvePolicies(policies, new Map([...library, [policy.name, placed]]), world, null);
  return { policy, findings, leftOut, before, after, policies };
}

/** Origins of all rules of hosts, by the ids of the rules. */
export function originsOf(hosts: readonly HostRules[]): (rule: string) => readonly RuleOrigin[] {
  const origins = new Map<string, readonly RuleOrigin[]>();
  for (const { vms } of hosts)
    for (const { rules } of vms)
      for (const rule of rules) if (!origins.has(rule.id)) origins.set(rule.id, rule.origins);
  return (rule) => origins.get(rule) ?? [];
}
