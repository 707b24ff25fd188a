import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseFilter } from '../../shared/filter/parse-filter.ts';
import { toCondition } from './filter-sql.ts';
import { countActivity, countByHour, sumByTime, sumEdges } from './flow-summaries.ts';
import type { FlowColumns } from './flow-columns.ts';
import { SessionStore } from './session-store.ts';

const detail = new Uint8Array([1]);
const everything = { condition: toCondition({ kind: 'all' }) };
let store: SessionStore;

function flow(id: number, changes: Partial<FlowColumns> = {}): FlowColumns {
  return {
    id,
    start: id * 1e6,
    end: id * 1e6 + 5e5,
    transport: 'tcp',
    src: '10.0.0.1',
    sport: 40_000 + id,
    dst: '198.51.100.7',
    dport: 443,
    vlan: null,
    tunnel: '',
    service: 'tls',
    state: 'SF',
    packetsOut: 3,
    packetsIn: 2,
    bytesOut: 300,
    bytesIn: 200,
    name: '',
    final: true,
    ...changes,
  };
}

function idsOf(filter: string): number[] {
  const parsed = parseFilter(filter);
  if (!parsed.filter) throw new Error(parsed.error.message);
  return store.listFlows({ condition: toCondition(parsed.filter) }, 'start', false, 0, 100).map((row) => row.id);
}

beforeEach(() => {
  store = new SessionStore(':memory:');
});
afterEach(() => store.close());

test('a flow told again takes the place of its provisional state', () => {
  store.putFlow(flow(1, { final: false, packetsOut: 1 }), detail);
  store.putFlow(flow(1, { packetsOut: 9 }), detail);
  expect(store.listFlows(everything, 'start', false, 0, 10)).toEqual([flow(1, { packetsOut: 9 })]);
});

describe('filters', () => {
  beforeEach(() => {
    store.putFlow(flow(1), detail);
    store.putFlow(flow(2, { src: '10.0.0.2', dst: '10.0.0.1', dport: 22, service: 'ssh', name: '50%_off' }), detail);
    store.putFlow(
      flow(3, {
        src: 'fe80::1',
        dst: 'ff02::fb',
        transport: 'udp',
        dport: 5353,
        service: 'mdns',
        state: 'S0',
        vlan: 7,
      }),
      detail,
    );
    store.putFlow(flow(4, { dst: '203.0.113.9', bytesIn: 5e6, tunnel: 'vxlan:9', end: 60e6 }), detail);
  });
  test.each([
    ['', [1, 2, 3, 4]],
    ['10.0.0.1', [1, 2, 4]],
    ['src:10.0.0.1', [1, 4]],
    ['10.0.0.0/30 and dst:198.51.100.0/24', [1]],
    ['fe80::/10', [3]],
    ['0.0.0.0/0', [1, 2, 4]],
    ['::/0', [3]],
    ['port:22 or port:5353', [2, 3]],
    ['dport:400-500', [1, 4]],
    ['service:SSH', [2]],
    ['not service:tls', [2, 3]],
    ['name:"%_"', [2]],
    ['name:"50%xoff"', []],
    ['state:s0', [3]],
    ['proto:udp', [3]],
    ['vlan:7', [3]],
    ['tunnel:vxlan', [4]],
    ['bytes>1M', [4]],
    ['duration>10s', [4]],
    ['flow:2', [2]],
    ['ssh', [2]],
  ])('%s', (filter, ids) => {
    expect(idsOf(filter)).toEqual(ids);
  });

  test('text never becomes SQL', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const { filter } = parseFilter(text);
        if (filter) store.countFlows({ condition: toCondition(filter) });
      }),
      { numRuns: 300 },
    );
    expect(store.countFlows(everything)).toBe(4);
  });
});

test('pages in any order meet without gap or overlap', () => {
  for (let id = 1; id <= 60; id++)
    store.putFlow(flow(id, { bytesIn: id % 3, service: id % 2 ? 'tls' : 'ssh' }), detail);
  for (const order of ['start', 'bytesIn', 'service', 'duration'] as const) {
    const pages = [0, 20, 40].flatMap((offset) => store.listFlows(everything, order, true, offset, 20));
    expect(new Set(pages.map((row) => row.id)).size).toBe(60);
  }
});

test('a window takes what overlaps it; a side takes what the subject started', () => {
  store.putFlow(flow(1, { start: 10, end: 20 }), detail);
  store.putFlow(flow(2, { start: 30, end: 40, src: '10.0.0.9', dst: '10.0.0.1' }), detail);
  const count = (selection: object): number => store.countFlows({ ...everything, ...selection });
  expect(count({ window: { from: 15, to: 30 } })).toBe(1);
  expect(count({ window: { from: 20, to: 31 } })).toBe(2);
  expect(count({ window: { from: 21, to: 30 } })).toBe(0);
  expect(count({ addresses: ['10.0.0.1'] })).toBe(2);
  expect(count({ addresses: ['10.0.0.1'], side: 'src' })).toBe(1);
  expect(count({ ids: [2, 77] })).toBe(1);
});

test('sums agree with the flows they are made of', () => {
  const hour = 3600e6;
  for (let id = 1; id <= 50; id++)
    store.putFlow(flow(id, { start: id * hour, end: id * hour, dst: id % 2 ? '10.0.0.5' : '10.0.0.6' }), detail);
  const edges = sumEdges(store, everything, 10);
  expect(edges.map((edge) => [edge.dst, edge.flows, edge.bytesOut])).toEqual([
    ['10.0.0.5', 25, 7500],
    ['10.0.0.6', 25, 7500],
  ]);
  expect(countByHour(store, everything).reduce((sum, count) => sum + count, 0)).toBe(50);
  const buckets = sumByTime(store, everything, hour, hour * 10);
  expect(buckets.reduce((sum, bucket) => sum + bucket.flows, 0)).toBe(50);
  const activity = countActivity(store, ['10.0.0.1', '10.0.0.5'], hour, hour * 10, 5);
  expect(activity.get('10.0.0.1')).toEqual([10, 10, 10, 10, 10]);
  expect(activity.get('10.0.0.5')?.reduce((sum, count) => sum + count, 0)).toBe(25);
});

test('more words than the table holds share one, and none is lost', () => {
  for (let id = 0; id < 50_010; id++) store.words.idOf(`tunnel ${id}`);
  const id = store.words.idOf('one more');
  expect(store.words.textOf(id)).toBe('(other)');
  expect(store.words.textOf(store.words.idOf('tunnel 5'))).toBe('tunnel 5');
});

describe('a watch', () => {
  const event = (id: number): Parameters<SessionStore['putEvent']>[0] => ({
    id,
    time: id * 1e6,
    source: 'falco',
    host: 'web',
    kind: 'process',
    title: 'a shell',
    detail: '',
    severity: 'notice',
    src: '',
    dst: '',
    port: 0,
    raw: '',
    body: `{"id":${id}}`,
  });

  test('goes on after its last numbers', () => {
    expect(store.lastNumbers()).toEqual({ flow: 0, packet: 0, event: 0 });
    store.putFlow(flow(7), detail);
    store.putSegment(0, 0, 10, detail);
    store.putSegment(0, 10, 5, detail);
    store.putEvent(event(3));
    expect(store.lastNumbers()).toEqual({ flow: 7, packet: 15, event: 3 });
  });

  test('goes back to the first flow that is kept, and on to the end of the last', () => {
    expect(store.flowSpan()).toBeNull();
    store.putFlow(flow(5), detail);
    store.putFlow(flow(3, { end: 9e6 }), detail);
    store.putFlow(flow(4, { start: 0 }), detail);
    expect(store.flowSpan()).toEqual({ from: 3e6, to: 9e6 });
  });

  test('keeps its newest flows and events, with the records of those flows alone', () => {
    for (let id = 1; id <= 10; id++) {
      store.putFlow(flow(id), detail);
      store.putRecord(id, id * 1e6, detail);
      store.putEvent(event(id));
    }
    expect(store.keepNewest(100, 100)).toBe(0);
    expect(store.keepNewest(4, 2)).toBe(6);
    expect(store.listFlows(everything, 'start', false, 0, 100).map(({ id }) => id)).toEqual([7, 8, 9, 10]);
    expect([6, 7].map((id) => store.listRecords(id, 10).total)).toEqual([0, 1]);
    expect([...store.eachEvent()]).toEqual(['{"id":9}', '{"id":10}']);
    expect(store.lastNumbers()).toMatchObject({ flow: 10, event: 10 });
  });

  test('knows its VMs, each once, and forgets those that nobody knows', () => {
    store.putMachine('a', '1');
    store.putMachine('b', '2');
    store.putMachine('a', '3');
    expect(store.listMachines().toSorted()).toEqual(['2', '3']);
    expect(store.keepMachines(['a', "' OR 1 --"])).toBe(1);
    expect(store.listMachines()).toEqual(['3']);
  });

  test('forgets where packets lay in files that were overwritten', () => {
    for (const file of [3, 4, 5, 6]) store.putSegment(file, file * 10, 10, detail);
    const files = (): number[] => [...store.eachSegment(0, 1e6)].map((segment) => segment.file);
    // A file that is being written is not told of yet.
    store.keepSegments((file) => file === 5);
    expect(files()).toEqual([5, 6]);
    store.keepSegments(() => false);
    expect(files()).toEqual([5, 6]);
    expect(store.lastNumbers().packet).toBe(70);
  });

  test('tells which flows went on, those that were just put too', () => {
    store.begin();
    store.putRecord(2, 1, Uint8Array.of(9));
    store.putFlow(flow(1), Uint8Array.of(1));
    store.putFlow(flow(2, { final: false }), Uint8Array.of(2));
    expect([...store.eachDetail()].map((one) => [one.isFlow, one.final, one.detail[0]])).toEqual([
      [true, true, 1],
      [false, false, 9],
      [true, false, 2],
    ]);
    store.commit();
  });

  test('finds what was committed when its process died', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mien-store-'));
    const path = join(folder, 'watch.db');
    const before = new SessionStore(path, true);
    before.begin();
    before.putFlow(flow(1), detail);
    before.putMachine('a', '1');
    before.commit();
    before.begin();
    before.putFlow(flow(2), detail);
    // The one before never closes, as if killed; what it had not committed is gone.
    const after = new SessionStore(path, true);
    expect(after.lastNumbers().flow).toBe(1);
    expect(after.listMachines()).toEqual(['1']);
    after.close();
    before.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
