import type { LintWorld } from '../../shared/policy/lint-policy.ts';
import type { PolicyWorld } from './policy-world.ts';
import { matchesVm } from './resolve/holds-condition.ts';
import { Steadiness } from './resolve/steadiness.ts';

/** Names that completion is offered of one kind. */
const MOST_NAMES = 2000;

/** A world as a text of a policy is checked against it: names that something has, and how many VMs are chosen. */
export function makeLintWorld(world: PolicyWorld, policies: readonly string[]): LintWorld {
  const { vms } = world;
  const unique = (names: Iterable<string>): string[] =>
    [...new Set(names)]
      .filter((name) => name !== '')
      .slice(0, MOST_NAMES)
      .sort();
  const steady = new Steadiness(null, world.time);
  return {
    names: {
      vms: unique(vms.map(({ name }) => name)),
      hosts: unique(vms.map(({ host }) => host)),
      roles: unique(vms.map(({ role }) => role)),
      tags: unique(vms.flatMap(({ tags }) => tags)),
      personas: unique(vms.flatMap(({ personas }) => personas.map(({ label }) => label))),
      categories: [],
      policies: unique(policies),
    },
    count: (selector) => vms.filter((vm) => matchesVm(selector, vm, steady) !== null).length,
  };
}
