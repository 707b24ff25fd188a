import type { Change } from '../../shared/contract/enforcement.ts';
import type { Session } from '../captures/session.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { FleetJudge } from '../policy/shadow/judge-connections.ts';
import { markFlows } from '../policy/shadow/read-connections.ts';
import type { Flow } from '../telemetry/flow.ts';
import { ChangeJudges } from './change-judges.ts';
import { DeniedBook } from './denied-book.ts';
import { isGrave } from './effect-of.ts';
import { findChangedVms } from './find-changed-vms.ts';
import { lookUpPast } from './look-up-past.ts';
import { measureEffect } from './measure-effect.ts';
import { NewFlows, type NewFlow, toNewFlow } from './new-flows.ts';

/** What was measured of a change. */
export type Measured = Pick<Change, 'denied' | 'effect' | 'watched'>;

/** A session that watches hosts, as far as changes are followed in it. */
export interface FollowedSession extends Pick<Session, 'store' | 'assessment' | 'generation'> {
  ledger: { hosts: Pick<ReadonlyMap<string, unknown>, 'has'> };
}

/** What changes are followed with. */
export interface FollowParts<S extends FollowedSession> {
  sessions: () => readonly S[];
  world: (session: S) => PolicyWorld | null;
  /** Rules in force, host by host. */
  loaded: () => readonly HostRules[];
  find: (change: string) => Change | undefined;
  nameOf: (uuid: string) => string;
  /** Flows that simulated hosts held back since the last call. */
  withheld: () => readonly { host: string; flow: Flow }[];
  note: (change: string, measured: Measured) => void;
  /** A change harms. @param relax whether VMs and time admit to take it back; policies are to be asked besides */
  onHarm: (change: Change, policies: readonly string[], harms: readonly string[], relax: boolean) => void;
  /** Milliseconds. */
  now: () => number;
}

interface Followed {
  id: string;
  before: readonly HostRules[];
  policies: readonly string[];
  book: DeniedBook;
  effect: Change['effect'];
  measuredAt: number;
  notedAt: number;
  /** Measurements in a row that found harm, of all kinds and of the grave kind. */
  harms: number;
  grave: number;
  flagged: boolean;
}

/** Milliseconds: how long a change that was decided is followed; between two measurements while it is new and later; between two records. */
const LASTS = 3_600_000;
const NEW = 300_000;
const MEASURE = { young: 10_000, old: 60_000 } as const;
const RECORD = 15_000;
const MARK = 10_000;
/** Changes followed at once, and kinds of denied connections looked up at one look. */
const MOST_FOLLOWED = 5;
const MOST_LOOKED_UP = 10;
/** From this risk on figures of a VM are not believed: it could talk itself free. */
const RISKY = 0.5;

/** Follows changes for an hour: what they deny of what was permitted before, and whether what they permit got worse. */
export class ChangeFollower<S extends FollowedSession> {
  readonly #parts: FollowParts<S>;
  readonly #flows = new WeakMap<S, NewFlows>();
  readonly #marked = new WeakMap<S, { at: number; generation: number; flows: ReadonlyMap<number, number> }>();
  readonly #judges = new WeakMap<S, ChangeJudges>();
  /** In the order in which they were applied. */
  #followed: Followed[] = [];

  constructor(parts: FollowParts<S>) {
    this.#parts = parts;
  }

  /** A change is about to be in force. @param before what was in force until then @param policies whose rules it brings */
  begin(change: string, before: readonly HostRules[], policies: readonly string[]): void {
    const measured = { effect: [], measuredAt: 0, notedAt: 0, harms: 0, grave: 0, flagged: false };
    this.#followed.push({ id: change, before, policies, book: new DeniedBook(), ...measured });
    this.#followed.splice(0, this.#followed.length - MOST_FOLLOWED);
  }

  /** Looks at what came since the last look. @returns whether anything was noted */
  look(): boolean {
    const { sessions, withheld, now } = this.#parts;
    const held = withheld();
    this.#followed = this.#followed.filter((each) => this.#goesOn(each));
    for (const session of sessions()) {
      const known = this.#flows.get(session) ?? new NewFlows();
      this.#flows.set(session, known);
      if (this.#followed.length === 0) known.skip(session.store);
      else this.#lookAt(session, known, held);
    }
    return this.#followed.filter((each) => this.#note(each, now())).length > 0;
  }

  #goesOn({ id }: Followed): boolean {
    const change = this.#parts.find(id);
    if (change === undefined || change.state === 'failed' || change.state === 'reverted') return false;
    return change.state !== 'confirmed' || this.#parts.now() - change.at / 1000 < LASTS;
  }

  #lookAt(session: S, known: NewFlows, held: ReturnType<FollowParts<S>['withheld']>): void {
    const { world: worldOf, loaded, find, now } = this.#parts;
    const world = worldOf(session);
    if (world === null) return;
    const judges = this.#judges.get(session) ?? new ChangeJudges();
    this.#judges.set(session, judges);
    judges.refresh(world);
    const here = (rules: readonly HostRules[]): HostRules[] =>
      rules.filter(({ host }) => session.ledger.hosts.has(host));
    const current = here(loaded());
    const inForce = judges.of('now', current, world);
    const chain = this.#followed.map((each) => ({ each, rules: here(each.before) }));
    const links = chain.map(({ each, rules }, at) => {
      // What came after a later change is not of this one.
      const next = chain[at + 1];
      const after = next === undefined ? current : next.rules;
      const change = find(each.id);
      return {
        each,
        change,
        rules,
        after,
        was: judges.of(each.id, rules, world),
        later: next === undefined ? inForce : judges.of(next.each.id, next.rules, world),
        since: change === undefined ? Infinity : inForceSince(change),
      };
    });
    const watched = new Set(world.vms.map(({ uuid }) => uuid));
    // Of a VM that is stopped nothing is expected.
    const wants = current.flatMap((host) => host.wants);
    const stopped = new Set(wants.flatMap((want) => (want.suspended || want.terminated ? [want.uuid] : [])));
    const fresh = known.read(session.store);
    const back = held.flatMap(({ host, flow }) => (session.ledger.hosts.has(host) ? [toNewFlow(flow)] : []));
    for (const flow of [...fresh, ...back]) count(flow, links, judges, inForce);
    for (const { each, change, rules, after } of links) {
      if (change === undefined) continue;
      for (const kind of each.book.unknown(watched, MOST_LOOKED_UP)) {
        const { past, held: span } = lookUpPast(session.store, kind, change.at);
        each.book.learn(kind, past, span);
      }
      const age = now() - change.at / 1000;
      if (now() - each.measuredAt < (age < NEW ? MEASURE.young : MEASURE.old)) continue;
      const vms = findChangedVms(rules, after).filter((uuid) => watched.has(uuid) && !stopped.has(uuid));
      if (vms.length === 0) continue;
      const effect = measureEffect({ session, world, judges, inForce, vms, at: change.at, now: now() * 1000 });
      if (effect === null) continue;
      each.measuredAt = now();
      each.effect = effect;
      this.#weigh(each, change, vms, world);
    }
  }

  /** Harm that two measurements in a row find is told, once. */
  #weigh(each: Followed, change: Change, vms: readonly string[], world: PolicyWorld): void {
    const harms = each.effect.filter(({ harm }) => harm);
    each.harms = harms.length > 0 ? each.harms + 1 : 0;
    each.grave = harms.some(({ what }) => isGrave(what)) ? each.grave + 1 : 0;
    if (each.harms < 2 || each.flagged || change.state !== 'confirmed') return;
    each.flagged = true;
    const chosen = new Set(vms);
    const trusted = world.vms.every(({ uuid, risk }) => !chosen.has(uuid) || (risk ?? 0) < RISKY);
    this.#parts.onHarm(change, each.policies, harms.map(sayHarm), each.grave >= 2 && trusted);
  }

  #note(each: Followed, now: number): boolean {
    const { find, nameOf, note, sessions } = this.#parts;
    const change = find(each.id);
    if (change === undefined) return false;
    const denied = each.book.tell(nameOf, (flow) => sessions().some((session) => this.#isMarked(session, flow, now)));
    const same = JSON.stringify([denied, each.effect]) === JSON.stringify([change.denied, change.effect]);
    if (same && now - each.notedAt < RECORD) return false;
    each.notedAt = now;
    note(each.id, { denied, effect: each.effect, watched: { from: change.at, to: now * 1000 } });
    return true;
  }

  #isMarked(session: S, flow: number, now: number): boolean {
    let known = this.#marked.get(session);
    if (known === undefined || (known.generation !== session.generation && now - known.at >= MARK)) {
      const alerts = session.assessment.subjects.flatMap((subject) => subject.alerts);
      known = { at: now, generation: session.generation, flows: markFlows(session.store, alerts) };
      this.#marked.set(session, known);
    }
    return known.flows.has(flow);
  }
}

interface Link {
  each: Followed;
  was: FleetJudge;
  later: FleetJudge;
  since: number;
}

/** A connection is denied by the change that denied it first, as long as it is denied now. */
function count(flow: NewFlow, links: readonly Link[], judges: ChangeJudges, inForce: FleetJudge): void {
  const seen = judges.seen(flow);
  const fate = inForce.judge(seen);
  if (fate.permitted !== false) return;
  for (const { each, was, later, since } of links) {
    if (flow.start < since || was.judge(seen).permitted !== true || later.judge(seen).permitted !== false) continue;
    const { src, dst, transport, dport, service, id } = flow;
    const peer = fate.direction === 'out' ? dst : src;
    const vm = inForce.uuidOf(fate);
    each.book.count({ vm, direction: fate.direction, peer, src, dst, transport, dport, service, flow: id });
  }
}

/** When it was in force on its hosts, microseconds; acts of automation are told when they are. */
function inForceSince({ at, automatic, hosts }: Change): number {
  return automatic ? at : at + Math.max(0, ...hosts.map(({ took }) => took)) * 1000;
}

function sayHarm({ what, unit, before, now }: Change['effect'][number]): string {
  const figure = (value: number | null): string =>
    `${value === null ? '?' : value.toFixed(1)}${unit === '' ? '' : ` ${unit}`}`;
  return `${what}: ${figure(before)} before, ${figure(now)} now`;
}
