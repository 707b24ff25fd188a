import type { Change, Enforcement, Plan } from '../../shared/contract/enforcement.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import type { EnforcementStore } from '../store/enforcement-store.ts';
import { AutomationBook } from './automation-book.ts';
import { ChangeBook } from './change-book.ts';
import { ChangeDesk } from './change-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { findCuts } from './find-cuts.ts';
import type { Surroundings } from './host-place.ts';
import type { Intent } from './plan-intent.ts';
import type { PolicyShelf } from './policy-shelf.ts';
import type { Act } from './loop-parts.ts';
import { RuleLoop } from './rule-loop.ts';
import { idsOf } from './withhold.ts';

/** What enforcement is made with. */
export interface EnforcerParts {
  surroundings: Surroundings;
  shelf: PolicyShelf;
  store: EnforcementStore;
  /** SHA-256, hex. */
  digest: (text: string) => string;
  /** Milliseconds since the epoch. */
  now: () => number;
  makeId: () => string;
  user: string;
  /** Invariants that rules would break, a sentence each with the packet that shows it. */
  prove: (wanted: readonly HostRules[], world: PolicyWorld, policies: readonly PlacedPolicy[]) => string[];
  /** What staged policies would have denied so far, by name. */
  counted: (name: string) => { vms: number; flows: number; denied: number; malicious: number };
  onBegun: DeskParts['onBegun'];
  onProblem: (problem: unknown) => void;
  /** Something that the console shows has changed. */
  onChange: () => void;
}

/** Who automation is in the audit log. */
const AUTOMATION = 'automation';

/** Puts policies into force on hosts, keeps them there, and takes them back. */
export class Enforcer {
  readonly #parts: EnforcerParts;
  readonly #automation: AutomationBook;
  readonly #book: ChangeBook;
  readonly #loop: RuleLoop;
  readonly #desk: ChangeDesk;

  constructor(parts: EnforcerParts) {
    this.#parts = parts;
    const { surroundings, shelf, store, digest, now, onChange, onProblem } = parts;
    this.#automation = new AutomationBook(store);
    this.#book = new ChangeBook(store);
    for (const change of this.#book.endInterrupted())
      this.#audit(
        `reverted: ${change.title}`,
        '',
        'The console ended before anybody answered; hosts go back by themselves.',
        'reverted',
        [],
      );
    const nameOf = (uuid: string): string => this.#nameOf(uuid);
    const refuse: Refuse = (wanted, world, policies) => [
      ...findCuts(wanted, world, nameOf),
      ...parts.prove(wanted, world, policies),
    ];
    this.#loop = new RuleLoop({
      surroundings,
      shelf,
      store,
      automation: this.#automation,
      digest,
      now,
      refuse,
      onAct: (act) => this.#noteAct(act),
      onReverted: (host) => this.#audit('went back by itself', host, 'It was not confirmed in time.', 'reverted', []),
      onDrift: (host, what, repaired) =>
        this.#audit('rules changed by somebody else', host, what, repaired ? 'done' : 'failed', [
          repaired ? 'They were put back.' : 'They were not put back.',
        ]),
      onWants: (host, done, failed) =>
        this.#audit('resources changed', host, 'Policies ask for it.', failed.length > 0 ? 'failed' : 'done', [
          ...done,
          ...failed,
        ]),
      onProblem,
      onChange,
    });
    this.#desk = new ChangeDesk({
      loop: this.#loop,
      book: this.#book,
      shelf,
      store,
      automation: this.#automation,
      refuse,
      nameOf,
      user: parts.user,
      now,
      makeId: parts.makeId,
      onBegun: parts.onBegun,
      onChange,
    });
  }

  /** Risk, VMs or feeds may have changed. */
  wake(): void {
    this.#loop.wake();
  }

  plan(intent: Intent): Promise<Plan> {
    if (intent.kind === 'isolation' && this.#nameOf(intent.vm) === intent.vm)
      throw new Refusal('not-found', 'No watched host has this VM.');
    return this.#desk.plan(intent);
  }

  apply(plan: string, reason: string): Promise<Change> {
    return this.#desk.apply(plan, reason);
  }

  keep(id: string): Promise<Change> {
    return this.#desk.keep(id);
  }

  revert(id: string, reason: string): Promise<Change> {
    return this.#desk.revert(id, reason);
  }

  changes(): readonly Change[] {
    return this.#book.list();
  }

  /** What is in force, host by host. */
  loaded(): readonly HostRules[] {
    return [...this.#loop.loaded.values()];
  }

  /** Notes what was measured of a change. */
  note(id: string, measured: Pick<Change, 'denied' | 'effect' | 'watched'>): void {
    const change = this.#book.find(id);
    if (change !== undefined) this.#book.put({ ...change, ...measured });
  }

  /** A change harms: it is told and, where that is allowed, taken back. */
  async noteHarm(change: Change, harms: readonly string[], relax: boolean): Promise<void> {
    const why = harms.join('; ').slice(0, 1000);
    const about = change.policies[0]?.name ?? '';
    this.#audit(`harms: ${change.title}`, about, why, 'done', [relax ? 'It is taken back.' : 'It stays in force.']);
    if (relax) await this.#desk.revert(change.id, `It harms: ${why}`, AUTOMATION);
  }

  /** Nothing acts by itself while it is paused. */
  pause(paused: boolean): void {
    const { user, onChange } = this.#parts;
    this.#automation.pause(paused ? user : '');
    this.#audit(paused ? 'automation paused' : 'automation goes on', '', '', 'done', [], user);
    this.#loop.wake();
    onChange();
  }

  /** Counts what a version would do to live traffic, or ends that. @throws {Refusal} `not-found` */
  stage(name: string, version: number | null, vms: readonly string[] | null): void {
    const { shelf, onChange } = this.#parts;
    if (version !== null && shelf.find(name, version) === null)
      throw new Refusal('not-found', `There is no version ${version} of ${name} that can be judged.`);
    shelf.setStaged(name, version, vms);
    onChange();
  }

  /** Answers a suggestion. @throws {Refusal} `not-found` */
  answer(id: string, accept: boolean, reason: string): void {
    const { user, onChange } = this.#parts;
    const suggestion = this.#automation.suggestions.get(id);
    if (suggestion === undefined) throw new Refusal('not-found', 'Nobody asks this any more.');
    const { uuid, policy, because } = suggestion.withheld;
    if (accept) {
      this.#automation.agree(suggestion.withheld);
      this.#automation.suggestions.delete(id);
    } else this.#automation.decline(id);
    const what = `${accept ? 'agreed' : 'declined'}: ${policy} for ${this.#nameOf(uuid)}`;
    this.#audit(what, this.#nameOf(uuid), reason || because, accept ? 'done' : 'refused', [because], user);
    this.#loop.wake();
    onChange();
  }

  /** A host is to be changed no more: what is ours goes, before its door is closed. */
  withdraw(host: string): Promise<void> {
    return this.#loop.withdraw(host);
  }

  /** What a host takes rules in, as far as it was asked. */
  rulesOf(host: string): 'inet' | 'bridge' {
    return this.#loop.keepers.get(host)?.ability?.rules === 'bridge' ? 'bridge' : 'inet';
  }

  /** Share of what automation may do in an hour that is used up. */
  capUsed(): number {
    const fleet = this.#parts.surroundings.worlds().reduce((sum, { world }) => sum + world.vms.length, 0);
    return this.#automation.radius.used(fleet, this.#parts.now());
  }

  status(): Enforcement {
    const { surroundings, shelf, store, counted } = this.#parts;
    const paused = this.#automation.paused;
    return {
      paused: paused !== '',
      pausedBy: paused,
      enforcing: shelf.enforced().map(({ policy, version }) => ({
        name: policy.name,
        version,
        vms: this.#loop.appliesTo.get(policy.name)?.length ?? 0,
      })),
      staged: shelf
        .staged()
        .map(({ policy, version, since }) => ({ name: policy.name, version, since, ...counted(policy.name) })),
      isolated: store.listIsolations().map(({ vm, since, endsAt, by, reason }) => ({
        vm,
        vmName: this.#nameOf(vm),
        since,
        endsAt,
        by,
        reason,
      })),
      pending: this.#book.pending(),
      hosts: surroundings.hosts().map(({ id, name, permitted }) => {
        const keeper = this.#loop.keepers.get(id);
        const checkedAt = keeper?.checkedAt ?? null;
        return {
          host: id,
          hostName: name,
          permitted,
          rules: keeper?.ability?.rules ?? 'none',
          state: keeper?.state ?? 'unknown',
          checkedAt: checkedAt === null ? null : checkedAt * 1000,
          why: keeper?.why || (keeper?.ability?.why ?? ''),
        };
      }),
      suggestions: [...this.#automation.suggestions.values()].map(({ id, withheld, at }) => ({
        id,
        text: `Apply ${withheld.policy} to ${this.#nameOf(withheld.uuid)}: ${withheld.rules.length} ${withheld.rules.length === 1 ? 'rule' : 'rules'}`,
        policy: withheld.policy,
        vm: withheld.uuid,
        because: withheld.because,
        at: at * 1000,
      })),
    };
  }

  async close(): Promise<void> {
    this.#desk.close();
    await this.#loop.close();
  }

  /** Isolations whose time is over are forgotten; what automation did, or could not do, is told. */
  #noteAct({ wanted: { place, restrained }, before, failure, at, took, endsAt }: Act): void {
    const { store, now, makeId, onBegun } = this.#parts;
    for (const { vm, endsAt: end } of store.listIsolations())
      if (end !== null && end <= now() * 1000) {
        store.removeIsolation(vm);
        this.#audit(`isolation ended: ${this.#nameOf(vm)}`, this.#nameOf(vm), 'Its time is over.', 'done', []);
      }
    const { begun } = restrained;
    const ended = (before?.vms ?? []).filter((vm) => {
      const left = restrained.rules.vms.find(({ uuid }) => uuid === vm.uuid);
      return left === undefined || idsOf(left).length < idsOf(vm).length;
    });
    if (begun.size === 0) {
      if (failure !== '' || ended.length > 0)
        this.#audit(
          `rules of ${place.name}`,
          place.name,
          'What policies want has changed.',
          failure === '' ? 'done' : 'failed',
          [...ended.map((vm) => `ended: ${this.#nameOf(vm.uuid)}`), ...(failure === '' ? [] : [failure])],
        );
      return;
    }
    const lines = [...begun].map(([uuid, rules]) => {
      const [first] = rules;
      return `${this.#nameOf(uuid)}: ${rules.length} rules of ${first?.origin.policy ?? ''}, ${first?.origin.because ?? ''}`;
    });
    const [uuid = '', rulesOfFirst = []] = [...begun][0] ?? [];
    const [first] = rulesOfFirst;
    const more = begun.size > 1 ? ` and ${begun.size - 1} more` : '';
    const title = `${first?.origin.policy ?? 'Policies'} acts on ${this.#nameOf(uuid)}${more}`;
    const audit = this.#audit(
      title,
      this.#nameOf(uuid),
      first?.origin.because ?? '',
      failure === '' ? 'done' : 'failed',
      [
        ...lines,
        `${place.name}: ${failure === '' ? `read back as wanted, confirmed, ${Math.round(took)} ms` : failure}`,
        ...(endsAt === null ? [] : [`ends ${new Date(endsAt).toISOString()}`]),
      ],
    );
    const of = restrained.rules.vms.reduce((sum, vm) => sum + idsOf(vm).length, 0);
    const id = makeId();
    const earlier = this.loaded().filter(({ host }) => host !== place.id);
    const named = [...begun.values()].flat().map(({ origin }) => origin.policy);
    if (failure === '') onBegun(id, before === null ? earlier : [...earlier, before], [...new Set(named)]);
    this.#automation.noteAct(
      id,
      [...begun].map(([vm, rules]) => ({ uuid: vm, rules: rules.map((rule) => rule.id) })),
    );
    this.#book.put({
      id,
      title,
      policies: [],
      by: AUTOMATION,
      reason: first?.origin.because ?? '',
      at: at * 1000,
      state: failure === '' ? 'confirmed' : 'failed',
      deadline: null,
      endsAt: endsAt === null ? null : endsAt * 1000,
      hosts: [
        {
          host: place.id,
          hostName: place.name,
          vms: begun.size,
          state: failure === '' ? 'confirmed' : 'failed',
          took,
          equal: failure === '' ? of : 0,
          of,
          keeps: [],
          revertsAt: null,
          failure,
        },
      ],
      audit,
      automatic: true,
      watched: null,
      effect: [],
      denied: [],
    });
  }

  #nameOf(uuid: string): string {
    return this.#parts.surroundings.nameOf(uuid);
  }

  #audit(what: string, about: string, why: string, result: string, detail: string[], who = AUTOMATION): number {
    return this.#parts.store.audit.add({ who, what, about, why, result, detail, automatic: who === AUTOMATION });
  }
}

type Refuse = DeskParts['refuse'];
