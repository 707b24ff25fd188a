import { z } from 'zod';
import type { Automation } from '../../shared/policy/policy.ts';
import type { HostRules, RuleOrigin } from '../policy/host-rules.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import { BlastRadius } from './blast-radius.ts';
import type { WantMemory } from './want-keeper.ts';
import { idOfWant, idsOf, type Leave, type Withheld } from './withhold.ts';

const keptSchema = z.object({
  agreed: z.array(z.tuple([z.string(), z.array(z.string())])),
  /** Null: until what it was for is gone. */
  ends: z.array(z.tuple([z.string(), z.number().nullable()])),
});
const actsSchema = z.array(z.object({ uuid: z.string(), rules: z.array(z.string()) }));
/** A tag by which people keep automation from a VM. */
const PROTECTED = 'protected';

/** Something automation would do and waits for a person to say. */
export interface Suggestion {
  id: string;
  withheld: Withheld;
  /** Milliseconds. */
  at: number;
}

/** What rests a leave is made of. */
export interface LeaveParts {
  /** Policies in force, by their names. */
  policies: ReadonlyMap<string, PlacedPolicy>;
  /** Those that a person puts into force now: all of their rules are agreed to. */
  approved: ReadonlySet<string>;
  /** Milliseconds. */
  now: number;
  /** VMs in all, and the tags of one. */
  fleet: number;
  tagsOf: (uuid: string) => readonly string[];
}

/** What automation has done, may do and would do: its brakes. */
export class AutomationBook {
  readonly radius = new BlastRadius();
  readonly suggestions = new Map<string, Suggestion>();
  readonly #memory: WantMemory;
  readonly #agreed = new Map<string, Set<string>>();
  /** When rules that automation began with end, milliseconds, by VM and id. */
  readonly #ends = new Map<string, number>();
  readonly #declined = new Set<string>();
  #written = '';

  constructor(memory: WantMemory) {
    this.#memory = memory;
    const text = memory.getSetting('automation');
    if (text === '') return;
    const kept = keptSchema.parse(JSON.parse(text));
    for (const [uuid, ids] of kept.agreed) this.#agreed.set(uuid, new Set(ids));
    for (const [key, at] of kept.ends) this.#ends.set(key, at ?? Number.NEGATIVE_INFINITY);
  }

  /** Who paused it, '' while it is not. */
  get paused(): string {
    return this.#memory.getSetting('paused');
  }

  pause(who: string): void {
    this.#memory.putSetting('paused', who);
  }

  leave({ policies, approved, now, fleet, tagsOf }: LeaveParts): Leave {
    const none: ReadonlySet<string> = new Set();
    return {
      automationOf: (policy): Automation =>
        approved.has(policy) ? 'enforce' : (policies.get(policy)?.policy.automation ?? 'enforce'),
      agreed: (uuid) => this.#agreed.get(uuid) ?? none,
      mayAct: (uuid) => {
        if (approved.size > 0) return true;
        if (this.paused !== '' || tagsOf(uuid).includes(PROTECTED) || !this.radius.admits(uuid, fleet, now))
          return false;
        this.radius.note(uuid, now);
        return true;
      },
      isOver: (uuid, rule) => (this.#ends.get(`${uuid} ${rule}`) ?? Number.POSITIVE_INFINITY) <= now,
    };
  }

  /** Notes what a host loaded: it is agreed to until policies want it no more. */
  take(loaded: HostRules): void {
    for (const [uuid, ids] of idsByVm([loaded])) this.#agreed.set(uuid, ids);
  }

  agree({ uuid, rules }: Withheld): void {
    const known = this.#agreed.get(uuid) ?? new Set();
    for (const rule of rules) known.add(rule);
    this.#agreed.set(uuid, known);
  }

  /** Notes what automation begins with, so that it ends in time. */
  begin(
    uuid: string,
    rules: readonly { id: string; origin: RuleOrigin }[],
    policies: LeaveParts['policies'],
    now: number,
  ): void {
    for (const { id, origin } of rules) {
      const lifetime = policies.get(origin.policy)?.policy.lifetime ?? null;
      if (lifetime !== null) this.#ends.set(`${uuid} ${id}`, now + lifetime);
    }
  }

  /** Ends rules of VMs until what they were for is gone: a person took them back. */
  end(uuid: string, rules: readonly string[]): void {
    for (const rule of rules) this.#ends.set(`${uuid} ${rule}`, Number.NEGATIVE_INFINITY);
  }

  /** When the next of what automation began on these VMs ends, milliseconds; null where none does. */
  nextEnd(vms: HostRules['vms'], now: number): number | null {
    let next: number | null = null;
    for (const vm of vms)
      for (const id of idsOf(vm)) {
        const at = this.#ends.get(`${vm.uuid} ${id}`);
        if (at !== undefined && at > now && (next === null || at < next)) next = at;
      }
    return next;
  }

  /** Takes what was held back as what a person is asked; what is wanted no more is forgotten. @param live all that policies want now */
  settle(withheld: readonly Withheld[], live: readonly HostRules[], now: number): void {
    const wanted = idsByVm(live);
    for (const [uuid, ids] of this.#agreed) {
      const left = [...ids].filter((id) => wanted.get(uuid)?.has(id) === true);
      if (left.length === 0) this.#agreed.delete(uuid);
      else if (left.length < ids.size) this.#agreed.set(uuid, new Set(left));
    }
    for (const key of this.#ends.keys()) {
      const [uuid = '', id = ''] = key.split(' ');
      if (wanted.get(uuid)?.has(id) !== true) this.#ends.delete(key);
    }
    const asked = new Set<string>();
    for (const each of withheld.filter(({ ask }) => ask)) {
      const id = `${each.uuid} ${each.policy}`;
      asked.add(id);
      if (!this.#declined.has(id))
        this.suggestions.set(id, { id, withheld: each, at: this.suggestions.get(id)?.at ?? now });
    }
    for (const id of this.suggestions.keys()) if (!asked.has(id)) this.suggestions.delete(id);
    for (const id of this.#declined) if (!asked.has(id)) this.#declined.delete(id);
    this.#keep();
  }

  /** Remembers which rules an automatic change began, so that a person can take it back. */
  noteAct(change: string, acts: readonly { uuid: string; rules: string[] }[]): void {
    this.#memory.putSetting(`act ${change}`, JSON.stringify(acts));
  }

  actsOf(change: string): { uuid: string; rules: string[] }[] {
    const text = this.#memory.getSetting(`act ${change}`);
    return text === '' ? [] : actsSchema.parse(JSON.parse(text));
  }

  decline(id: string): void {
    this.#declined.add(id);
    this.suggestions.delete(id);
  }

  #keep(): void {
    const text = JSON.stringify({
      agreed: [...this.#agreed].map(([uuid, ids]) => [uuid, [...ids]]),
      ends: [...this.#ends].map(([key, at]) => [key, Number.isFinite(at) ? at : null]),
    });
    if (text === this.#written) return;
    this.#memory.putSetting('automation', text);
    this.#written = text;
  }
}

function idsByVm(hosts: readonly HostRules[]): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  const add = (uuid: string, more: readonly string[]): void => {
    ids.set(uuid, new Set([...(ids.get(uuid) ?? []), ...more]));
  };
  for (const { vms, wants } of hosts) {
    for (const vm of vms) add(vm.uuid, idsOf(vm));
    for (const want of wants) add(want.uuid, [idOfWant(want)]);
  }
  return ids;
}
