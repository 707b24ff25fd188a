import { describe, expect, it } from 'vitest';
import type { Flow, TlsRecord } from '../../telemetry/flow.ts';
import { createCertificateTable } from './certificate-table.ts';
import { createFlowPairs } from './flow-pairs.ts';
import { createJoinTable, type FlowSketch, type JoinTable } from './join-table.ts';
import { SILENT, type LoggedFlow } from './create-flow.ts';

function make(capacity?: number): { joins: JoinTable; flows: Flow[] } {
  const flows: Flow[] = [];
  let lastId = 0;
  const joins = createJoinTable(
    () => (lastId += 1),
    (observation) => {
      if (observation.kind === 'flow') flows.push(observation.flow);
    },
    capacity,
  );
  return { joins, flows };
}

const sketch = (time: number): FlowSketch => ({
  transport: 'tcp',
  src: '10.0.0.1',
  sport: 1,
  dst: '10.0.0.2',
  dport: 2,
  service: 'http',
  time,
});

describe('createJoinTable', () => {
  it('gives one id to a flow and its records, whichever is first', () => {
    const { joins, flows } = make();
    expect(joins.refer('a', sketch(5))).toBe(1);
    expect(joins.refer('a', sketch(6))).toBe(1);
    expect(joins.claim('a', 4)).toBe(1);
    expect(joins.claim('b', 7)).toBe(2);
    expect(joins.refer('b', sketch(8))).toBe(2);
    joins.finish();
    expect(flows).toEqual([]);
  });

  it('tells what nobody described, from first to last record', () => {
    const { joins, flows } = make();
    for (const time of [9, 3, 7]) joins.refer('a', sketch(time));
    joins.finish();
    expect(flows).toEqual([expect.objectContaining({ id: 1, start: 3, end: 9, service: 'http', state: 'OTH' })]);
    expect(flows[0]?.out.packets).toBe(0);
  });

  it('knows the same flow told twice from another flow under the same key', () => {
    const { joins } = make();
    expect(joins.claim('a', 4)).toBe(1);
    expect(joins.claim('a', 4)).toBeNull();
    expect(joins.claim('a', 5)).toBe(2);
  });

  it('stays within its bounds, telling what it forgets', () => {
    const { joins, flows } = make(3);
    for (let at = 0; at < 10; at += 1) joins.refer(String(at), sketch(at));
    expect(flows.map((flow) => flow.id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    joins.finish();
    expect(flows.map((flow) => flow.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('createCertificateTable', () => {
  const record = (flow: number): TlsRecord => ({
    kind: 'tls',
    flow,
    time: 1,
    sni: '',
    alpn: [],
    version: '',
    ja3: '',
    ja4: '',
    certificate: null,
    established: true,
  });
  const certificate = { subject: 's', issuer: 'i', selfSigned: false, notBefore: 1, notAfter: 2 };

  it('tells every record exactly once, with its certificate where there is one, within its bounds', () => {
    const told: TlsRecord[] = [];
    const table = createCertificateTable((one) => told.push(one), 3);
    table.complete('a', record(1));
    table.complete('a', record(2));
    table.describe('a', certificate);
    table.complete('a', record(3));
    for (let at = 4; at < 10; at += 1) table.complete(`x${at}`, record(at));
    table.finish();
    expect(told.map((one) => one.flow).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(told.filter((one) => one.certificate !== null).map((one) => one.flow)).toEqual([1, 2, 3]);
  });
});

describe('createFlowPairs', () => {
  const one = (src: string, sport: number, dst: string, dport: number, start: number): LoggedFlow => ({
    id: 0,
    transport: 'udp',
    src,
    sport,
    dst,
    dport,
    start,
    end: start,
    state: 'OTH',
    out: { ...SILENT, packets: 1 },
    in: SILENT,
  });

  it('tells every direction exactly once, within its bounds', () => {
    const told: [number, number][] = [];
    const pairs = createFlowPairs((a, b) => told.push([a.sport, b?.sport ?? -1]));
    pairs.add(one('a', 1, 'b', 2, 0), true);
    pairs.add(one('a', 1, 'b', 2, 10e6), true);
    pairs.add(one('b', 2, 'a', 1, 10e6), true);
    pairs.add(one('a', 7, 'b', 8, 0), false);
    pairs.finish();
    expect(told).toEqual([
      [1, -1],
      [2, 1],
      [7, -1],
    ]);
  });
});
