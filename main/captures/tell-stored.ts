import type { HostLedger } from '../hosts/host-ledger.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { DetailCodec } from './parser-port.ts';
import type { SessionJudge } from './session-parts.ts';

/** Where what was told is kept. */
interface Stored {
  store: SessionStore;
  codec: DetailCodec;
  ledger: HostLedger;
}

/**
 * Tells a judge all that is stored.
 * @param over whether flows that went on when they were stored are over: nobody will tell of them again
 * @param after flows of this number and below are left out
 */
export function tellStored({ store, codec, ledger }: Stored, judge: SessionJudge, over: boolean, after: number): void {
  for (const { isFlow, final, detail } of store.eachDetail(after)) {
    if (isFlow) judge.observe({ kind: 'flow', flow: codec.flow(detail), final: final || over });
    else judge.observe({ kind: 'record', record: codec.record(detail) });
  }
  for (const body of store.eachEvent()) {
    const event = JSON.parse(body) as HostEvent;
    judge.observe({ kind: 'event', event });
  }
  // An address belongs to the VM that had it last.
  const machines = [...ledger.machines.values()].toSorted(
    (left, right) => Number(right.gone) - Number(left.gone) || left.lastSeen - right.lastSeen,
  );
  for (const { facts, firstSeen } of machines) judge.observe({ kind: 'machine', facts, time: firstSeen });
  for (const { uuid, records } of ledger.agents.retell(ledger.machines.keys())) {
    const time = ledger.agents.of(uuid)?.lastHeard ?? 0;
    for (const record of records) judge.observe({ kind: 'agent', uuid, time, record });
  }
  for (const row of store.resources.eachRate()) judge.observe({ kind: 'rates', row });
}
