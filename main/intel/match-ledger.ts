import type { Observation } from '../telemetry/observation.ts';
import type { Asked, Intelligence, Opinion } from './intelligence.ts';
import { askedOfFlow, askedOfRecord } from './observe-peers.ts';

/** Different things that are counted; beyond that only what is known is counted on. */
const MOST = 500_000;
const MOST_FLOWS = 1_000_000;
const MOST_HOSTS = 32;

/** Something that was seen and is listed. */
export interface LedgerEntry {
  asked: Asked;
  opinion: Opinion;
  times: number;
  firstSeen: number;
  lastSeen: number;
  /** Addresses that it was seen with, the first so many. */
  hosts: string[];
}

interface Count {
  asked: Asked;
  times: number;
  first: number;
  last: number;
  hosts: Set<string>;
  /** Flows of records, whose ends are known when all was told. */
  flows: number[];
}

/** Gathers all that evidence could be asked about, whoever it concerns: what a feed would meet in it, before it is believed. */
export class MatchLedger {
  readonly #counts = new Map<string, Count>();
  readonly #clients = new Map<number, string>();

  observe(observation: Observation): void {
    if (observation.kind === 'flow' && observation.final) {
      const { flow } = observation;
      if (this.#clients.size < MOST_FLOWS) this.#clients.set(flow.id, flow.src);
      for (const side of ['client', 'server'] as const) {
        const asked = askedOfFlow(flow, side);
        if (asked === null) continue;
        const count = this.#count(asked, flow.start, flow.end);
        if (count !== undefined && count.hosts.size < MOST_HOSTS)
          count.hosts.add(side === 'client' ? flow.src : flow.dst);
      }
    } else if (observation.kind === 'record') {
      const { record } = observation;
      for (const asked of askedOfRecord(record)) {
        const count = this.#count(asked, record.time, record.time);
        if (count !== undefined && count.flows.length < MOST_HOSTS) count.flows.push(record.flow);
      }
    }
  }

  /** What of it is listed. */
  match(intelligence: Intelligence): LedgerEntry[] {
    const entries: LedgerEntry[] = [];
    for (const { asked, times, first, last, hosts, flows } of this.#counts.values()) {
      const opinion = intelligence.ask(asked);
      if (opinion === null) continue;
      const clients = flows.flatMap((flow) => this.#clients.get(flow) ?? []);
      const all = [...new Set([...hosts, ...clients])].slice(0, MOST_HOSTS);
      entries.push({ asked, opinion, times, firstSeen: first, lastSeen: last, hosts: all });
    }
    return entries;
  }

  #count(asked: Asked, first: number, last: number): Count | undefined {
    const key = `${asked.kind} ${asked.value} ${asked.port}`;
    const known = this.#counts.get(key);
    if (known === undefined) {
      if (this.#counts.size >= MOST) return undefined;
      const made = { asked, times: 1, first, last, hosts: new Set<string>(), flows: [] };
      this.#counts.set(key, made);
      return made;
    }
    known.times++;
    known.first = Math.min(known.first, first);
    known.last = Math.max(known.last, last);
    return known;
  }
}
