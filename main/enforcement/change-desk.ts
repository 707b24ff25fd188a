import type { Change, Plan } from '../../shared/contract/enforcement.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import type { AuditNote } from '../store/audit-log.ts';
import type { Intent } from './plan-intent.ts';
import { beginChange } from './begin-change.ts';
import type { DeskParts } from './desk-parts.ts';
import { policiesOf, revertAfterOf, titleOf } from './describe-intent.ts';
import { describeHostPlan } from './describe-host-plan.ts';
import type { WantedHost } from './loop-parts.ts';
import { idsOf } from './withhold.ts';

/** Plans that are remembered, and milliseconds for which each is. */
const MOST_PLANS = 50;
const PLAN_LASTS = 900_000;

interface KeptPlan {
  plan: Plan;
  intent: Intent;
  /** What it rests on: digests of what would be in force, by host. */
  digests: ReadonlyMap<string, string>;
  at: number;
}

/** Where people change what is in force: a plan that is read, a change that is applied, an answer that keeps it or takes it back. */
export class ChangeDesk {
  readonly #parts: DeskParts;
  readonly #plans = new Map<string, KeptPlan>();
  readonly #closing = new AbortController();
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** What would change. @throws {Refusal} */
  plan(intent: Intent): Promise<Plan> {
    return this.#parts.loop.alone(async () => {
      const { loop, makeId, now, shelf, nameOf } = this.#parts;
      await Promise.all(await loop.settle());
      if (intent.kind === 'policy' && intent.version !== null && shelf.find(intent.name, intent.version) === null)
        throw new Refusal(
          'not-found',
          `There is no version ${intent.version} of ${intent.name} that can be carried out.`,
        );
      const all = loop.want([intent], now(), false).hosts;
      const wanted = this.#changed(all);
      const policies = loop.policies([intent], now());
      const id = makeId();
      const hosts = wanted.map((host) => describeHostPlan(host, loop, nameOf));
      const plan: Plan = {
        id,
        title: titleOf(intent, nameOf),
        policies: policiesOf(intent, shelf),
        hosts,
        vms: hosts.reduce((sum, { vms }) => sum + vms, 0),
        revertAfter: revertAfterOf(intent, shelf),
        refusals: this.#refusalsOf(all, policies),
        warnings: wanted.flatMap(({ compiled, place }) => compiled.remarks.map((remark) => `${place.name}: ${remark}`)),
      };
      if (hosts.length === 0) plan.warnings.push('No rule of a watched VM would change.');
      for (const [known, { at }] of this.#plans) if (now() - at > PLAN_LASTS) this.#plans.delete(known);
      const [oldest] = this.#plans.keys();
      if (oldest !== undefined && this.#plans.size >= MOST_PLANS) this.#plans.delete(oldest);
      const digests = new Map(wanted.map(({ place, compiled }) => [place.id, compiled.rules.digest]));
      this.#plans.set(id, { plan, intent, digests, at: now() });
      return plan;
    });
  }

  /** Carries a plan out. @throws {Refusal} where it is refused, or anything it rests on has changed */
  apply(id: string, reason: string): Promise<Change> {
    return this.#parts.loop.alone(async () => {
      const { book, loop, user } = this.#parts;
      const kept = this.#plans.get(id);
      if (kept === undefined) throw new Refusal('not-found', 'This plan is no longer known. Look at it anew.');
      const { plan, intent, digests } = kept;
      if (book.pending() !== null)
        throw new Refusal('conflict', 'Another change waits for an answer. Keep it or take it back first.');
      const refusals = [...plan.refusals, ...plan.hosts.flatMap((host) => host.refusals)];
      if (plan.refusals.length > 0 || (plan.hosts.length > 0 && plan.hosts.every((host) => host.refusals.length > 0))) {
        this.#audit('policy apply', plan, reason, 'refused', refusals);
        throw new Refusal('forbidden', refusals.join(' '));
      }
      const wanted = this.#changed(loop.want([intent], this.#parts.now(), false).hosts);
      const now = new Map(wanted.map(({ place, compiled }) => [place.id, compiled.rules.digest]));
      if (now.size !== digests.size || [...now].some(([host, digest]) => digests.get(host) !== digest))
        throw new Refusal('conflict', 'What the plan rests on has changed since. Look at it anew.');
      this.#plans.delete(id);
      loop.intents = [intent];
      const lines = plan.hosts.flatMap(({ hostName, lines: all }) =>
        all
          .filter(({ change }) => change !== 'same')
          .map(({ text, change }) => `${hostName}: ${change === 'added' ? '+' : '−'} ${text.trim()}`),
      );
      const number = this.#audit('change applied', plan, reason, 'applied', lines);
      return this.#carryOut({ plan, intent, wanted, reason, by: user, audit: number });
    });
  }

  /** Keeps what was applied. @throws {Refusal} */
  keep(id: string): Promise<Change> {
    return this.#parts.loop.alone(async () => {
      const { book, loop } = this.#parts;
      const change = this.#pending(id);
      const hosts: Change['hosts'] = [];
      for (const host of change.hosts) {
        if (host.state !== 'applied') {
          hosts.push(host);
          continue;
        }
        const confirmed = (await loop.keepers.get(host.host)?.confirm()) ?? {
          ok: false as const,
          code: '',
          why: 'It is gone.',
        };
        hosts.push(
          confirmed.ok
            ? { ...host, state: 'confirmed', revertsAt: null }
            : { ...host, state: confirmed.code === 'stale' ? 'reverted' : 'unreachable', failure: confirmed.why },
        );
      }
      const kept = hosts.length === 0 || hosts.some(({ state }) => state === 'confirmed');
      const next: Change = { ...change, hosts, state: kept ? 'confirmed' : 'reverted', deadline: null };
      if (kept) this.#settleIntents(change);
      this.#finish(next, kept ? 'kept' : 'reverted', '');
      return book.put(next);
    });
  }

  /** Takes a change back: at once while it waits, else as a change of its own. @throws {Refusal} */
  revert(id: string, reason: string, by = this.#parts.user): Promise<Change> {
    return this.#parts.loop.alone(async () => {
      const { book } = this.#parts;
      const change = book.find(id);
      if (change === undefined) throw new Refusal('not-found', 'There is no such change.');
      if (change.state === 'pending') return this.#takeBack(change, reason);
      if (change.state !== 'confirmed') throw new Refusal('conflict', 'This change is not in force.');
      return this.#undo(change, reason, by);
    });
  }

  close(): void {
    clearTimeout(this.#deadline);
    this.#closing.abort();
  }

  async #carryOut(task: {
    plan: Plan;
    intent: Intent;
    wanted: readonly WantedHost[];
    reason: string;
    by: string;
    audit: number;
  }): Promise<Change> {
    const { book, loop, now, makeId, automation, onBegun, onChange } = this.#parts;
    const { plan, intent, wanted, reason, by, audit } = task;
    const at = now();
    const endsAt =
      intent.kind === 'isolation' && intent.isolate && intent.lifetime !== null ? at + intent.lifetime : null;
    const planned = new Map(plan.hosts.map((host) => [host.host, host]));
    let change = beginChange({ id: makeId(), plan, by, reason, at, endsAt, audit });
    book.put(change);
    const named = plan.policies.map(({ name }) => name);
    onBegun(change.id, [...loop.loaded.values()], named);
    onChange();
    const hosts = await Promise.all(
      change.hosts.map(async (host): Promise<Change['hosts'][number]> => {
        const target = wanted.find(({ place }) => place.id === host.host);
        if (host.state === 'failed' || target === undefined) return host;
        const started = now();
        const end = loop.nextEnd(target, [intent]);
        const failure = await loop.load(target, plan.revertAfter, end === null ? null : { at: end, intents: [intent] });
        const keeper = loop.keepers.get(host.host);
        const of = target.restrained.rules.vms.reduce((sum, vm) => sum + idsOf(vm).length, 0);
        const took = now() - started;
        if (failure !== '')
          return { ...host, state: keeper?.state === 'unreachable' ? 'unreachable' : 'failed', took, of, failure };
        automation.take(target.restrained.rules);
        const brought = await keeper?.wants.bring(
          target.restrained.rules.wants,
          this.#parts.nameOf,
          this.#closing.signal,
        );
        const failed = brought?.failed.join(' ') ?? '';
        const revertsAt = keeper?.revertsAt ?? null;
        return {
          ...host,
          state: 'applied',
          took,
          equal: of,
          of,
          revertsAt: revertsAt === null ? null : revertsAt * 1000,
          failure: failed,
        };
      }),
    );
    const done = hosts.filter(({ state }) => state === 'applied');
    const wantsOnly = plan.hosts.length === 0 || planned.size === 0;
    if (done.length === 0 && !wantsOnly) {
      loop.intents = [];
      change = { ...change, hosts, state: 'failed' };
      this.#finish(change, 'failed', hosts.map(({ failure }) => failure).join(' '));
      return book.put(change);
    }
    loop.changing = new Set(done.map(({ host }) => host));
    const deadline = now() + plan.revertAfter;
    change = { ...change, hosts, state: 'pending', deadline: deadline * 1000 };
    this.#deadline = setTimeout(() => void this.#expire(change.id), plan.revertAfter);
    book.put(change);
    onChange();
    loop.wake();
    return change;
  }

  /** Nobody answered: hosts go back by themselves, and are told to where they can be. */
  #expire(id: string): Promise<void> {
    return this.#parts.loop.alone(async () => {
      const change = this.#parts.book.find(id);
      if (change?.state === 'pending') await this.#takeBack(change, 'Nobody answered in time.');
    });
  }

  async #takeBack(change: Change, reason: string): Promise<Change> {
    const { book, loop } = this.#parts;
    const hosts: Change['hosts'] = [];
    for (const host of change.hosts) {
      if (host.state !== 'applied') {
        hosts.push(host);
        continue;
      }
      const reverted = (await loop.keepers.get(host.host)?.revert()) ?? {
        ok: false as const,
        code: '',
        why: 'It is gone.',
      };
      loop.goneBack(host.host);
      hosts.push(
        reverted.ok
          ? { ...host, state: 'reverted', revertsAt: null }
          : { ...host, state: 'unreachable', failure: `${reverted.why} The host goes back by itself.` },
      );
    }
    const next: Change = { ...change, hosts, state: 'reverted', deadline: null };
    this.#finish(next, 'reverted', reason);
    return book.put(next);
  }

  async #undo(change: Change, reason: string, by: string): Promise<Change> {
    const { book, loop, shelf, store, automation } = this.#parts;
    for (const { uuid, rules } of automation.actsOf(change.id)) automation.end(uuid, rules);
    for (const { name, before } of change.policies) shelf.setEnforced(name, before);
    for (const { vm, since, by: whose } of store.listIsolations())
      if (change.policies.length === 0 && since === change.at && whose === change.by) store.removeIsolation(vm);
    const next: Change = { ...change, state: 'reverted', endsAt: null };
    this.#finish(next, 'reverted', reason, by);
    book.put(next);
    loop.wake();
    return next;
  }

  /** Hosts on which something would change. */
  #changed(hosts: readonly WantedHost[]): WantedHost[] {
    const { loop } = this.#parts;
    const digestOf = (host: string): string => loop.keepers.get(host)?.loaded?.digest ?? '';
    return hosts.filter(({ place, compiled, restrained }) => {
      const keeper = loop.keepers.get(place.id);
      const empty = restrained.rules.vms.length === 0 && (loop.loaded.get(place.id)?.vms.length ?? 0) === 0;
      const wants = keeper?.wants.plan(restrained.rules.wants, this.#parts.nameOf) ?? [];
      return (!empty && digestOf(place.id) !== compiled.rules.digest) || wants.length > 0;
    });
  }

  #refusalsOf(wanted: readonly WantedHost[], policies: readonly PlacedPolicy[]): string[] {
    const worlds = new Map(wanted.map((host) => [host.world, [] as HostRules[]]));
    for (const { world, restrained } of wanted) worlds.get(world)?.push(restrained.rules);
    return [...worlds].flatMap(([world, rules]) => this.#parts.refuse(rules, world, policies));
  }

  #pending(id: string): Change {
    const change = this.#parts.book.find(id);
    if (change === undefined) throw new Refusal('not-found', 'There is no such change.');
    if (change.state !== 'pending') throw new Refusal('conflict', 'This change waits for no answer any more.');
    return change;
  }

  /** What was applied is in force from now on. */
  #settleIntents(change: Change): void {
    const { loop, shelf, store } = this.#parts;
    for (const intent of loop.intents) {
      if (intent.kind === 'policy') shelf.setEnforced(intent.name, intent.version);
      else if (!intent.isolate) store.removeIsolation(intent.vm);
      else
        store.putIsolation({
          vm: intent.vm,
          since: change.at,
          endsAt: change.endsAt,
          by: change.by,
          reason: change.reason,
        });
    }
  }

  #finish(change: Change, result: string, why: string, by = this.#parts.user): void {
    const { loop, onChange } = this.#parts;
    clearTimeout(this.#deadline);
    loop.intents = [];
    loop.changing = new Set();
    const detail = change.hosts.map(
      ({ hostName, state, took, equal, of, failure }) =>
        `${hostName}: ${state}, ${equal} of ${of} rules read back as wanted, ${Math.round(took)} ms${failure === '' ? '' : `: ${failure}`}`,
    );
    this.#parts.store.audit.add({
      who: by,
      what: `${result}: ${change.title}`,
      about: aboutOf(change),
      why: why || change.reason,
      result: result === 'kept' ? 'done' : result,
      detail,
      automatic: by !== this.#parts.user,
    });
    onChange();
    loop.wake();
  }

  #audit(what: string, plan: Plan, why: string, result: string, detail: string[]): number {
    const note: AuditNote = {
      who: this.#parts.user,
      what: `${what}: ${plan.title}`,
      about: aboutOf(plan),
      why,
      result,
      detail,
      automatic: false,
    };
    return this.#parts.store.audit.add(note);
  }
}

function aboutOf({ policies, title }: { policies: Plan['policies']; title: string }): string {
  return policies[0]?.name ?? title.replace(/^(?:Isolate|Release) /, '');
}
