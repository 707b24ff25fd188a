import type { Session } from '../../captures/session.ts';
import { readFlowSlice } from '../../store/flow-slices.ts';
import { toAddressText } from '../../store/address-value.ts';
import type { PolicyWorld } from '../policy-world.ts';
import type { PlacedPolicy } from '../resolve/candidate.ts';
import { resolvePolicies } from '../resolve/resolve-policies.ts';
import { ConnectionTable, type SeenConnection } from './connection-table.ts';
import { FleetJudge } from './judge-connections.ts';
import { markFlows, protocolOf } from './read-connections.ts';

/** What a staged policy would have done to live traffic so far. */
export interface StagedCount {
  vms: number;
  flows: number;
  denied: number;
  malicious: number;
}

/** A policy that is staged: since when (microseconds), and for which VMs, null for all that it is for. */
export interface Staged extends PlacedPolicy {
  since: number;
  vms: readonly string[] | null;
}

/** What is counted beside live traffic. */
export interface StagedParts {
  /** The session that watches, null where none does. */
  session(): Session | null;
  world(session: Session): PolicyWorld | null;
  staged(): readonly Staged[];
  enforced(): readonly PlacedPolicy[];
  library(): ReadonlyMap<string, PlacedPolicy>;
}

/** Flows judged at one look, and ids of denied ones that are kept to be told malicious later. */
const MOST_AT_ONCE = 20_000;
const MOST_KEPT = 100_000;

interface Kept extends StagedCount {
  key: string;
  deniedIds: number[];
  marked: number;
}

/** Judges staged policies beside live traffic: each flow that is stored is asked about once, soon after it was told. */
export class StagedCounter {
  readonly #parts: StagedParts;
  readonly #kept = new Map<string, Kept>();
  #session = '';
  #last = 0;

  constructor(parts: StagedParts) {
    this.#parts = parts;
  }

  /** Looks at what came since the last look; called now and then while a session watches. @returns whether any count grew */
  look(): boolean {
    const parts = this.#parts;
    const session = parts.session();
    const all = parts.staged();
    for (const name of this.#kept.keys()) if (!all.some(({ policy }) => policy.name === name)) this.#kept.delete(name);
    if (session === null) return false;
    if (this.#session !== session.id) {
      this.#session = session.id;
      this.#kept.clear();
      this.#last = 0;
    }
    const fresh = all.filter(
      ({ policy, version, since }) => this.#kept.get(policy.name)?.key !== `${version} ${since}`,
    );
    for (const { policy, version, since } of fresh)
      this.#kept.set(policy.name, {
        key: `${version} ${since}`,
        vms: 0,
        flows: 0,
        denied: 0,
        malicious: 0,
        deniedIds: [],
        marked: -1,
      });
    if (all.length === 0) {
      this.#last = session.store.lastNumbers().flow;
      return false;
    }
    const slice = readFlowSlice(session.store, this.#last, MOST_AT_ONCE, undefined);
    const world = slice.length === 0 ? null : parts.world(session);
    if (world === null) return false;
    this.#last = slice.at(-1)?.[0] ?? this.#last;
    const table = new ConnectionTable();
    const before = new FleetJudge(resolvePolicies(parts.enforced(), parts.library(), world, null).hosts, table);
    const judges = all.map((each) => {
      const policies = [...parts.enforced().filter(({ policy }) => policy.name !== each.policy.name), each];
      const { hosts, appliesTo } = resolvePolicies(policies, parts.library(), world, null);
      const only = each.vms === null ? null : new Set(each.vms);
      const kept = this.#kept.get(each.policy.name);
      if (kept !== undefined)
        kept.vms = (appliesTo.get(each.policy.name) ?? []).filter((uuid) => only?.has(uuid) ?? true).length;
      return { each, only, kept, judge: new FleetJudge(hosts, table) };
    });
    for (const [id, start, finish, transport, src, sport, dst, dport, , , out, back] of slice) {
      const protocol = protocolOf(session.store.words.textOf(transport));
      if (protocol < 0) continue;
      const seen: SeenConnection = {
        src: table.addresses.numberOf(toAddressText(src)),
        dst: table.addresses.numberOf(toAddressText(dst)),
        sport,
        dport,
        protocol,
        service: 0,
        sure: true,
        alert: 0,
        flows: 1,
        answered: 1,
        bytes: out + back,
        first: start,
        last: finish,
      };
      const was = before.judge(seen);
      for (const { each, only, kept, judge } of judges) {
        if (kept === undefined || start < each.since) continue;
        const fate = judge.judge(seen);
        if (!fate.decided || (only !== null && !only.has(judge.uuidOf(fate)))) continue;
        kept.flows++;
        if (fate.permitted !== false || was.permitted === false) continue;
        kept.denied++;
        if (kept.deniedIds.length < MOST_KEPT) kept.deniedIds.push(id);
      }
    }
    return true;
  }

  /** Counts so far of one policy. */
  counted(name: string): StagedCount {
    const kept = this.#kept.get(name);
    const session = this.#parts.session();
    if (kept === undefined) return { vms: 0, flows: 0, denied: 0, malicious: 0 };
    if (session !== null && kept.marked !== session.generation) {
      const marked = markFlows(
        session.store,
        session.assessment.subjects.flatMap(({ alerts }) => alerts),
      );
      kept.malicious = kept.deniedIds.filter((id) => marked.has(id)).length;
      kept.marked = session.generation;
    }
    const { vms, flows, denied, malicious } = kept;
    return { vms, flows, denied, malicious };
  }
}
