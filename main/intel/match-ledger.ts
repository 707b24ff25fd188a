import type { Observation } from '../telemetry/observation.ts';
import type { Asked, Intelligence, Opinion } from './intelligence.ts';
import { askedOfFlow, askedOfRecord } from './observe-peers.ts';

/** Different things that are counted; beyond that only what is known is counted on. */
const MOST = 500_000;

/** Something that was seen and is listed. */
export interface LedgerEntry {
  asked: Asked;
  opinion: Opinion;
  times: number;
  firstSeen: number;
  lastSeen: number;
}

interface Count {
  asked: Asked;
  times: number;
  first: number;
  last: number;
}

/** Gathers all that evidence could be asked about, whoever it concerns: what a feed would meet in it, before it is believed. */
export class MatchLedger {
  readonly #counts = new Map<string, Count>();

  observe(observation: Observation): void {
    if (observation.kind === 'flow' && observation.final) {
      const { flow } = observation;
      for (const side of ['client', 'server'] as const) {
        const asked = askedOfFlow(flow, side);
        if (asked !== null) this.#count(asked, flow.start, flow.end);
      }
    } else if (observation.kind === 'record') {
      const { record } = observation;
      for (const asked of askedOfRecord(record)) this.#count(asked, record.time, record.time);
    }
  }

  /** What of it is listed. */
  match(intelligence: Intelligence): LedgerEntry[] {
    const entries: LedgerEntry[] = [];
    for (const { asked, times, first, last } of this.#counts.values()) {
      const opinion = intelligence.ask(asked);
      if (opinion !== null) entries.push({ asked, opinion, times, firstSeen: first, lastSeen: last });
    }
    return entries;
  }

  #count(asked: Asked, first: number, last: number): void {
    const key = `${asked.kind} ${asked.value} ${asked.port}`;
    const known = this.#counts.get(key);
    if (known === undefined) {
      if (this.#counts.size < MOST) this.#counts.set(key, { asked, times: 1, first, last });
      return;
    }
    known.times++;
    known.first = Math.min(known.first, first);
    known.last = Math.max(known.last, last);
  }
}
