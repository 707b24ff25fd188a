import { afterEach, beforeEach, expect, test } from 'vitest';
import { flow } from '../detection/synthetic.test-support.ts';
import { HostLedger } from '../hosts/host-ledger.ts';
import { SessionStore } from '../store/session-store.ts';
import type { Flow, L7Record } from '../telemetry/flow.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { Observation } from '../telemetry/observation.ts';
import { toEventColumns } from './to-event-columns.ts';
import { toFlowColumns } from './to-flow-columns.ts';
import { tellSlices } from './tell-slices.ts';

const SECOND = 1e6;
const FLOWS = 1000;
const text = new TextEncoder();
const read = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
const unused = (): never => {
  throw new Error('not asked for');
};
const codec = {
  flow: (detail: Uint8Array) => read(detail) as Flow,
  record: (detail: Uint8Array) => read(detail) as L7Record,
  places: unused,
  pick: unused,
};

let store: SessionStore;
beforeEach(() => {
  store = new SessionStore(':memory:');
  store.begin();
  for (let id = 1; id <= FLOWS; id++) {
    const one = flow({ id, start: id * SECOND, end: id * SECOND + 10 });
    store.putFlow(toFlowColumns(one, true, ''), text.encode(JSON.stringify(one)));
    const record = { kind: 'name', flow: id, time: id * SECOND };
    store.putRecord(id, id * SECOND, text.encode(JSON.stringify(record)));
  }
  for (const source of ['sysmon', 'agent'] as const) {
    const event: HostEvent = {
      time: 900 * SECOND,
      source,
      host: 'a',
      addresses: [],
      kind: 'process',
      title: '',
      detail: '',
      severity: 'info',
      process: null,
      connection: null,
      target: '',
      claimedTechniques: [],
      raw: '',
    };
    store.putEvent(toEventColumns(source === 'agent' ? 1 : 2, event));
  }
});
afterEach(() => store.close());

function tellAll(since: number): { told: Observation[]; shares: number[] } {
  const told: Observation[] = [];
  const retold = { store, codec, ledger: new HostLedger(), findings: [] };
  return { shares: [...tellSlices(retold, since, (observation) => void told.push(observation))], told };
}

test('all of it is told, in order, with a share that only grows', () => {
  const { told, shares } = tellAll(Number.NEGATIVE_INFINITY);
  const ids = told.flatMap((one) => (one.kind === 'flow' ? [one.flow.id] : []));
  expect(ids).toEqual(Array.from({ length: FLOWS }, (_, at) => at + 1));
  expect(told.filter(({ kind }) => kind === 'record')).toHaveLength(FLOWS);
  expect(told.filter(({ kind }) => kind === 'event')).toHaveLength(2);
  expect(shares.length).toBeGreaterThan(4);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test('records stay near their flows, whatever waits for them is little', () => {
  let [flows, records, most] = [0, 0, 0];
  const retold = { store, codec, ledger: new HostLedger(), findings: [] };
  for (const _ of tellSlices(retold, 0, ({ kind }) => {
    if (kind === 'flow') flows++;
    else if (kind === 'record') records++;
    most = Math.max(most, Math.abs(flows - records));
  }));
  expect(most).toBeLessThanOrEqual(800);
});

test('what ended before is left out', () => {
  const { told } = tellAll(991 * SECOND);
  expect(told.flatMap((one) => (one.kind === 'flow' ? [one.flow.id] : []))).toEqual(
    Array.from({ length: 10 }, (_, at) => at + 991),
  );
  expect(told.some(({ kind }) => kind === 'event')).toBe(false);
});

test('nothing stays open between slices: what comes in goes on being kept', () => {
  const slices = tellSlices({ store, codec, ledger: new HostLedger(), findings: [] }, 0, () => {});
  slices.next();
  const late = flow({ id: FLOWS + 1 });
  store.putFlow(toFlowColumns(late, true, ''), text.encode(JSON.stringify(late)));
  store.commit();
  store.begin();
  expect([...slices].length).toBeGreaterThan(1);
});
