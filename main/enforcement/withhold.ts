import type { Automation } from '../../shared/policy/policy.ts';
import type { HostRules, RuleOrigin, VmRules, VmWants } from '../policy/host-rules.ts';

/** What may be in force without anybody being asked again. */
export interface Leave {
  automationOf(policy: string): Automation;
  /** Ids of rules that are in force of a VM, or that a person has agreed to. */
  agreed(uuid: string): ReadonlySet<string>;
  /** Whether automation may begin something new with a VM: not while it is paused, not with protected VMs. Asked only where it would. */
  mayAct(uuid: string): boolean;
  /** Whether what automation did for this rule has had its time. */
  isOver(uuid: string, rule: string): boolean;
}

/** Something that policies want of a VM and that nobody has agreed to. */
export interface Withheld {
  uuid: string;
  policy: string;
  /** Ids of its rules. */
  rules: string[];
  because: string;
  /** Whether a person is to be asked; else it is only counted. */
  ask: boolean;
}

/** What is wanted of a host after automation was held back. */
export interface Restrained {
  rules: HostRules;
  withheld: Withheld[];
  /** Rules that automation begins with, by VM. */
  begun: Map<string, { id: string; origin: RuleOrigin }[]>;
}

/** Rule-like names of what becomes of the rest. */
const REST = { in: 'rest-in', out: 'rest-out' } as const;

/**
 * Leaves out of what policies want now what automation may not begin by itself: rules that are neither in force nor agreed to, of policies that
 * only observe or suggest, or while automation is paused. What policies want no more ends without being asked for.
 */
export function withhold(live: HostRules, leave: Leave): Restrained {
  const withheld = new Map<string, Withheld>();
  const begun: Restrained['begun'] = new Map();
  const vms: VmRules[] = [];
  const mayAct = new Map<string, boolean>();
  const allowing =
    (uuid: string) =>
    (id: string, origins: readonly RuleOrigin[]): boolean => {
      if (leave.isOver(uuid, id)) return false;
      if (leave.agreed(uuid).has(id)) return true;
      // What becomes of the rest has no rule of its own to say from where it is: who put the policy into force agreed to it.
      if (origins.length === 0) return true;
      const may = (): boolean => {
        const known = mayAct.get(uuid) ?? leave.mayAct(uuid);
        mayAct.set(uuid, known);
        return known;
      };
      const acting = origins.find(({ policy }) => leave.automationOf(policy) === 'enforce');
      if (acting !== undefined && may()) {
        const list = begun.get(uuid) ?? [];
        list.push({ id, origin: acting });
        begun.set(uuid, list);
        return true;
      }
      for (const { policy, because } of origins) {
        const key = `${uuid} ${policy}`;
        const known = withheld.get(key);
        if (known === undefined) {
          const ask = leave.automationOf(policy) !== 'observe';
          withheld.set(key, { uuid, policy, rules: [id], because, ask });
        } else if (!known.rules.includes(id)) known.rules.push(id);
      }
      return false;
    };
  for (const vm of live.vms) {
    const allow = allowing(vm.uuid);
    const all = vm.rules.flatMap(({ origins }) => origins);
    const rules = vm.rules.filter(({ id, origins }) => allow(id, origins));
    const rest = (side: 'in' | 'out'): 'accept' | 'drop' =>
      vm.otherwise[side] === 'drop' && allow(REST[side], all) ? 'drop' : 'accept';
    const otherwise = { in: rest('in'), out: rest('out') };
    if (rules.length > 0 || otherwise.in === 'drop' || otherwise.out === 'drop') vms.push({ ...vm, rules, otherwise });
  }
  const wants = live.wants.filter((want) => allowing(want.uuid)(idOfWant(want), want.origins));
  return { rules: { ...live, vms, wants }, withheld: [...withheld.values()], begun };
}

/** A want as it is agreed to: another amount is another want. */
export function idOfWant({ cpu, memory, diskIops, suspended, terminated, snapshot }: VmWants): string {
  return `want:${JSON.stringify([cpu, memory, diskIops, suspended, terminated, snapshot]).replaceAll(' ', '_')}`;
}

/** Ids of all that is wanted of a VM, as {@link withhold} names it. */
export function idsOf(vm: VmRules): string[] {
  const ids = vm.rules.map(({ id }) => id);
  if (vm.otherwise.in === 'drop') ids.push(REST.in);
  if (vm.otherwise.out === 'drop') ids.push(REST.out);
  return ids;
}
