import type { HostRules } from '../policy/host-rules.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import type { SteadyMemory } from '../policy/resolve/steadiness.ts';
import { type CompiledHost, compileHost } from './compile-host.ts';
import { decideRules } from './decide-rules.ts';
import { HostKeeper } from './host-keeper.ts';
import type { LoopParts, WantedHost } from './loop-parts.ts';
import { makeIsolationPolicy } from './isolation-policy.ts';
import type { Intent } from './plan-intent.ts';
import type { Withheld } from './withhold.ts';

/** Milliseconds between two looks at what is in force; until VMs of a host that came up are known; until an act must have been confirmed. */
const LOOK_EVERY = 4000;
const SETTLE = 5000;
const ACT_REVERT = 15_000;
/** Deciding may take a fifth of the time at most. */
const REST = 4;
/** Milliseconds that deciding may take without a rest. */
const CHEAP = 60;

/** Keeps what is in force on each host equal to what policies want of it, as far as automation may. */
export class RuleLoop {
  readonly keepers = new Map<string, HostKeeper>();
  /** What was loaded last on each host. */
  readonly loaded = new Map<string, HostRules>();
  readonly compiled = new Map<string, CompiledHost>();
  appliesTo = new Map<string, string[]>();
  /** What a person has applied and not answered yet. */
  intents: readonly Intent[] = [];
  /** Hosts on which it waits for the answer. */
  changing: ReadonlySet<string> = new Set();
  readonly #parts: LoopParts;
  readonly #memories = new Map<string, SteadyMemory>();
  /** What a host goes back to where nobody answers. */
  readonly #before = new Map<string, { rules: HostRules | undefined; compiled: CompiledHost | undefined }>();
  readonly #upSince = new Map<string, number>();
  readonly #refused = new Map<string, string>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = false;
  #notBefore = 0;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#timers.push(
      setInterval(() => void this.#look(), LOOK_EVERY),
      setInterval(() => this.wake(), 1000),
    );
  }

  /** Something may have changed: decides anew, as soon as it may. */
  wake(): void {
    if (this.#waiting || this.#closing.signal.aborted) return;
    this.#waiting = true;
    const wait = Math.max(0, this.#notBefore - this.#parts.now());
    setTimeout(() => {
      void this.alone(() => {
        this.#waiting = false;
        return this.#closing.signal.aborted ? Promise.resolve() : this.#decide();
      }).catch((problem: unknown) => this.#parts.onProblem(problem));
    }, wait);
  }

  /** Runs something while nothing else decides or loads. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next;
    return next;
  }

  /** Policies in force by a time, milliseconds, with what a person wants besides. */
  policies(intents: readonly Intent[], now: number): PlacedPolicy[] {
    const { shelf, store } = this.#parts;
    const policies = new Map(shelf.enforced().map((each) => [each.policy.name, each]));
    const isolations = new Map(
      store
        .listIsolations()
        .filter(({ endsAt }) => endsAt === null || endsAt > now * 1000)
        .map(({ vm }) => [vm, makeIsolationPolicy(vm, null)]),
    );
    for (const intent of intents) {
      if (intent.kind === 'isolation') {
        if (intent.isolate) isolations.set(intent.vm, makeIsolationPolicy(intent.vm, intent.lifetime));
        else isolations.delete(intent.vm);
        continue;
      }
      const found = intent.version === null ? null : shelf.find(intent.name, intent.version);
      if (found === null) policies.delete(intent.name);
      else policies.set(intent.name, found);
    }
    return [...policies.values(), ...[...isolations.values()].map((policy) => ({ policy, version: 1 }))];
  }

  /** What shall be in force on each host that may be changed. @param keep whether what is remembered of conditions goes on from here */
  want(
    intents: readonly Intent[],
    now: number,
    keep: boolean,
  ): { hosts: WantedHost[]; withheld: Withheld[]; live: HostRules[] } {
    const { surroundings, shelf, automation, digest } = this.#parts;
    const places = new Map(surroundings.hosts().map((place) => [place.id, place]));
    const policies = this.policies(intents, now);
    const approved = new Set(intents.flatMap((intent) => (intent.kind === 'policy' ? [intent.name] : [])));
    const wanted: { hosts: WantedHost[]; withheld: Withheld[]; live: HostRules[] } = {
      hosts: [],
      withheld: [],
      live: [],
    };
    const appliesTo = new Map<string, string[]>();
    for (const { id, world } of surroundings.worlds()) {
      const memory = this.#memories.get(id) ?? null;
      const decided = decideRules({ policies, library: shelf.library(), world, memory, approved, automation, now });
      if (keep) this.#memories.set(id, decided.memory);
      wanted.live.push(...decided.live);
      for (const [name, vms] of decided.appliesTo) appliesTo.set(name, [...(appliesTo.get(name) ?? []), ...vms]);
      for (const restrained of decided.hosts) {
        const place = places.get(restrained.rules.host);
        if (place === undefined) continue;
        wanted.withheld.push(...restrained.withheld);
        const ability = this.keepers.get(place.id)?.ability?.rules ?? 'inet';
        const compiled = compileHost(restrained.rules, ability, digest);
        wanted.hosts.push({ place, restrained, compiled, world });
      }
    }
    if (keep) this.appliesTo = appliesTo;
    return wanted;
  }

  /** Opens the doors to hosts that were permitted, closes those to the others. @returns what resolves when the new ones were asked */
  async settle(): Promise<Promise<unknown>[]> {
    const { surroundings, store, now } = this.#parts;
    if (this.#closing.signal.aborted) return [];
    const places = surroundings.hosts();
    const wanted = new Set(places.filter(({ permitted }) => permitted).map(({ id }) => id));
    for (const [id, keeper] of this.keepers)
      if (!wanted.has(id)) {
        this.keepers.delete(id);
        this.#upSince.delete(id);
        await keeper.close();
      }
    const asked: Promise<unknown>[] = [];
    for (const { id, permitted, up } of places) {
      if (!permitted) continue;
      if (!up) this.#upSince.delete(id);
      else if (!this.#upSince.has(id)) this.#upSince.set(id, now());
      if (this.keepers.has(id)) continue;
      const keeper = new HostKeeper({
        port: surroundings.open(id),
        journal: store,
        now,
        onReverted: (digest) => {
          this.goneBack(id);
          this.#parts.onReverted(id, digest);
        },
        onDrift: (what, repaired) => this.#parts.onDrift(id, what, repaired),
      });
      this.keepers.set(id, keeper);
      const begin = async (): Promise<void> => {
        await keeper.begin();
        this.#parts.onChange();
        this.wake();
      };
      asked.push(begin());
    }
    return asked;
  }

  /** Loads what shall be in force on a host and remembers it. @param revertAfter 0: without a timer of the host's */
  async load(
    { place, restrained, compiled }: WantedHost,
    revertAfter: number,
    end: { at: number; intents: readonly Intent[] } | null,
  ): Promise<string> {
    const keeper = this.keepers.get(place.id);
    if (keeper === undefined) return 'It was not permitted to change this host.';
    const later =
      end === null ? null : { rules: this.#at(place.id, end), after: Math.max(1000, end.at - this.#parts.now()) };
    const before = { rules: this.loaded.get(place.id), compiled: this.compiled.get(place.id) };
    if (keeper.revertsAt === null) this.#before.set(place.id, before);
    const done = await keeper.load(compiled.rules, revertAfter, later);
    if (!done.ok) return done.why;
    this.loaded.set(place.id, restrained.rules);
    this.compiled.set(place.id, compiled);
    return '';
  }

  /** A host went back to what was confirmed there last. */
  goneBack(host: string): void {
    const before = this.#before.get(host);
    if (before?.rules === undefined) this.loaded.delete(host);
    else this.loaded.set(host, before.rules);
    if (before?.compiled === undefined) this.compiled.delete(host);
    else this.compiled.set(host, before.compiled);
  }

  /** When the next of what is in force on a host ends, milliseconds. */
  nextEnd({ restrained }: WantedHost, intents: readonly Intent[]): number | null {
    const { automation, store, now } = this.#parts;
    const here = new Set(restrained.rules.vms.map(({ uuid }) => uuid));
    const ends = store
      .listIsolations()
      .flatMap(({ vm, endsAt }) => (endsAt !== null && endsAt > now() * 1000 && here.has(vm) ? [endsAt / 1000] : []));
    for (const intent of intents)
      if (intent.kind === 'isolation' && intent.isolate && intent.lifetime !== null && here.has(intent.vm))
        ends.push(now() + intent.lifetime);
    const acted = automation.nextEnd(restrained.rules.vms, now());
    if (acted !== null) ends.push(acted);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** Removes all of ours from a host that is to be changed no more. */
  withdraw(host: string): Promise<void> {
    return this.alone(async () => {
      const keeper = this.keepers.get(host);
      if (keeper === undefined) return;
      await keeper.load({ text: '', digest: this.#parts.digest('') }, 0, null);
      await keeper.wants.bring([], (uuid) => uuid, this.#closing.signal);
      this.loaded.delete(host);
      this.compiled.delete(host);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const timer of this.#timers) clearInterval(timer);
    await this.#last.catch(() => {});
    await Promise.all([...this.keepers.values()].map((keeper) => keeper.close()));
  }

  async #decide(): Promise<void> {
    // What has just been opened is asked beside this: it wakes the loop when it has answered.
    void (await this.settle());
    const { automation, now } = this.#parts;
    const idle = this.intents.length === 0 && this.policies([], now()).length === 0;
    if (idle && [...this.keepers.values()].every(({ loaded, state }) => loaded?.text === '' || state === 'unreachable'))
      return;
    const begun = now();
    const wanted = this.want(this.intents, begun, true);
    automation.settle(wanted.withheld, wanted.live, begun);
    // Where the change that waits for an answer did not arrive, the others go on as if there were none.
    const elsewhere = this.intents.length === 0 ? wanted : this.want([], begun, false);
    const isChanging = ({ place }: WantedHost): boolean => this.intents.length === 0 || this.changing.has(place.id);
    const hosts = [...wanted.hosts.filter(isChanging), ...elsewhere.hosts.filter((host) => !isChanging(host))];
    this.#notBefore = now() + REST * Math.max(0, now() - begun - CHEAP);
    await Promise.all(hosts.map((host) => this.#bring(host, hosts)));
    this.#parts.onChange();
  }

  async #bring(wanted: WantedHost, all: readonly WantedHost[]): Promise<void> {
    const { place, restrained, compiled, world } = wanted;
    const { automation, now } = this.#parts;
    const keeper = this.keepers.get(place.id);
    if (keeper?.ability == null || keeper.ability.rules === 'none' || keeper.state === 'unreachable') return;
    const { digest } = compiled.rules;
    const nameOf = (uuid: string): string => world.vms.find((vm) => vm.uuid === uuid)?.name ?? uuid;
    if (keeper.loaded === null) {
      if (now() - (this.#upSince.get(place.id) ?? now()) < SETTLE) return;
      const { found } = keeper;
      const nothing = found !== null && found.digest === '' && found.text.trim() === '' && compiled.rules.text === '';
      if (nothing || (found !== null && found.digest === digest && found.asLoaded)) {
        keeper.adopt(compiled.rules);
        this.loaded.set(place.id, restrained.rules);
        this.compiled.set(place.id, compiled);
        automation.take(restrained.rules);
      }
    }
    if (keeper.loaded?.digest !== digest && this.#refused.get(place.id) !== digest) {
      const before = this.loaded.get(place.id) ?? null;
      const refusals =
        restrained.begun.size === 0
          ? []
          : this.#parts.refuse(
              all.filter((each) => each.world === world).map((each) => each.restrained.rules),
              world,
              this.policies(this.intents, now()),
            );
      if (refusals.length > 0) {
        this.#refused.set(place.id, digest);
        this.#parts.onAct({ wanted, before, failure: refusals.join(' '), at: now(), took: 0, endsAt: null });
        return;
      }
      this.#refused.delete(place.id);
      const policies = new Map(this.policies(this.intents, now()).map((each) => [each.policy.name, each]));
      for (const [uuid, rules] of restrained.begun) automation.begin(uuid, rules, policies, now());
      automation.take(restrained.rules);
      const end = this.nextEnd(wanted, this.intents);
      const waits = keeper.revertsAt;
      const started = now();
      let failure = await this.load(
        wanted,
        waits === null ? ACT_REVERT : Math.max(1000, waits - now()),
        end === null ? null : { at: end, intents: this.intents },
      );
      const took = now() - started;
      if (failure === '' && waits === null) {
        const confirmed = await keeper.confirm();
        if (!confirmed.ok) failure = confirmed.why;
      }
      this.#parts.onAct({ wanted, before, failure, at: started + took, took, endsAt: end });
    }
    if (restrained.begun.size > 0) automation.take(restrained.rules);
    const { done, failed } = await keeper.wants.bring(restrained.rules.wants, nameOf, this.#closing.signal);
    if (done.length + failed.length > 0) this.#parts.onWants(place.id, done, failed);
  }

  /** What shall be in force on a host once something has had its end. */
  #at(host: string, { at, intents }: { at: number; intents: readonly Intent[] }): { text: string; digest: string } {
    const found = this.want(
      intents.filter((intent) => !(intent.kind === 'isolation' && intent.isolate)),
      at,
      false,
    ).hosts.find(({ place }) => place.id === host);
    return found?.compiled.rules ?? { text: '', digest: this.#parts.digest('') };
  }

  async #look(): Promise<void> {
    await Promise.all(
      [...this.keepers.values()].map((keeper) => (keeper.ability === null ? keeper.begin() : keeper.look())),
    ).catch((problem: unknown) => this.#parts.onProblem(problem));
    this.#parts.onChange();
    this.wake();
  }
}
