import type { HostRules } from '../policy/host-rules.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import { resolvePolicies } from '../policy/resolve/resolve-policies.ts';
import type { SteadyMemory } from '../policy/resolve/steadiness.ts';
import type { AutomationBook } from './automation-book.ts';
import { bandwidthAsRules } from './wants-as-rules.ts';
import { type Restrained, withhold } from './withhold.ts';

/** What rules are decided from. */
export interface DecisionParts {
  policies: readonly PlacedPolicy[];
  library: ReadonlyMap<string, PlacedPolicy>;
  world: PolicyWorld;
  memory: SteadyMemory | null;
  /** Policies that a person puts into force now. */
  approved: ReadonlySet<string>;
  automation: AutomationBook;
  /** Milliseconds: what has its end by then is left out. */
  now: number;
}

/** What shall be in force, host by host. */
export interface Decision {
  hosts: Restrained[];
  /** All that policies want, whatever automation may. */
  live: HostRules[];
  memory: SteadyMemory;
  appliesTo: Map<string, string[]>;
}

/** Says what shall be in force on each host of a world. */
export function decideRules(parts: DecisionParts): Decision {
  const { policies, world, now } = parts;
  const resolved = resolvePolicies(policies, parts.library, world, parts.memory);
  const { memory, appliesTo } = resolved;
  const hosts = resolved.hosts.map((host) => bandwidthAsRules(host, world.vms));
  const tags = new Map(world.vms.map((vm) => [vm.uuid, vm.tags]));
  const leave = parts.automation.leave({
    policies: new Map([...parts.library, ...policies.map((each) => [each.policy.name, each] as const)]),
    approved: parts.approved,
    now,
    fleet: world.vms.length,
    tagsOf: (uuid) => tags.get(uuid) ?? [],
  });
  return { hosts: hosts.map((host) => withhold(host, leave)), live: hosts, memory, appliesTo };
}
