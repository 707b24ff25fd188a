import type { HostLedger } from '../hosts/host-ledger.ts';
import type { SessionStore } from '../store/session-store.ts';
import { measureStored, pageEvents, pageFlows, pageRecords } from '../store/stored-pages.ts';
import type { Finding } from '../telemetry/finding.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { Observation } from '../telemetry/observation.ts';
import type { DetailCodec } from './parser-port.ts';

/** Rows of a slice: a few milliseconds of judging. */
const SLICE = 400;
/** Rates of a slice, microseconds. */
const RATES = 120e6;

/** What is told again. */
export interface Retold {
  store: SessionStore;
  codec: DetailCodec;
  ledger: HostLedger;
  /** What twins have found. */
  findings: readonly Finding[];
}

/**
 * Tells all that is stored from a time on, slice by slice, so that whoever asks can do other things between two: no
 * statement stays open meanwhile, and what comes in goes on being kept.
 * @param since microseconds; what ended before is left out
 * @returns after each slice the share that was told, 0 to 1
 */
export function* tellSlices(
  { store, codec, ledger, findings }: Retold,
  since: number,
  observe: (observation: Observation) => void,
): Generator<number, void> {
  const { flow, record, event, rates } = measureStored(store);
  const spans = rates === null ? 0 : Math.ceil((rates.to - Math.max(rates.from, since) + 1) / RATES);
  const total = Math.max(1, flow + record + event + Math.max(0, spans) * SLICE);
  let done = 0;
  let [atFlow, atRecord] = [0, 0];
  while (atFlow < flow || atRecord < record) {
    // Side by side, so that records meet their flows.
    if (atFlow < flow) {
      const page = pageFlows(store, atFlow, since, SLICE);
      for (const { final, detail } of page) observe({ kind: 'flow', flow: codec.flow(detail), final: final === 1 });
      atFlow = page.length < SLICE ? flow : (page.at(-1)?.id ?? flow);
    }
    const target = flow === 0 ? record : Math.ceil((record * atFlow) / flow);
    while (atRecord < record && atRecord < target) {
      const page = pageRecords(store, atRecord, since, SLICE);
      for (const { detail } of page) observe({ kind: 'record', record: codec.record(detail) });
      atRecord = page.length < SLICE ? record : (page.at(-1)?.id ?? record);
      yield (atFlow + atRecord) / total;
    }
    yield (atFlow + atRecord) / total;
  }
  done = flow + record;
  for (let at = 0; at < event;) {
    const page = pageEvents(store, at, since, SLICE);
    for (const { body } of page) {
      observe({ kind: 'event', event: JSON.parse(body) as HostEvent });
    }
    at = page.length < SLICE ? event : (page.at(-1)?.id ?? event);
    yield (done + at) / total;
  }
  done += event;
  tellMachines(ledger, observe);
  for (const finding of findings) if (finding.to >= since) observe({ kind: 'finding', finding });
  if (rates !== null)
    for (let from = Math.max(rates.from, since), told = 0; from <= rates.to; from += RATES) {
      for (const row of store.resources.eachRate({ from, to: from + RATES })) observe({ kind: 'rates', row });
      yield Math.min(1, (done + ++told * SLICE) / total);
    }
}

function tellMachines(ledger: HostLedger, observe: (observation: Observation) => void): void {
  // An address belongs to the VM that had it last.
  const machines = [...ledger.machines.values()].toSorted(
    (left, right) => Number(right.gone) - Number(left.gone) || left.lastSeen - right.lastSeen,
  );
  for (const { facts, firstSeen } of machines) observe({ kind: 'machine', facts, time: firstSeen });
  for (const { uuid, records } of ledger.agents.retell(ledger.machines.keys())) {
    const time = ledger.agents.of(uuid)?.lastHeard ?? 0;
    for (const record of records) observe({ kind: 'agent', uuid, time, record });
  }
}
