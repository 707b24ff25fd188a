import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAlert, makeIncident, makeRow } from '../../data/make-row.test-support.ts';
import { layLanes, spreadSteps } from './lay-lanes.ts';

const rows = [
  makeRow({ id: 'a', name: 'web', addresses: ['10.0.0.1'] }),
  ...Array.from({ length: 8 }, (_, index) =>
    makeRow({ id: `p${index}`, name: `peer-${index}`, addresses: [`10.0.1.${index}`] }),
  ),
];
const initial = { id: 'T1190', name: 'Exploit Public-Facing Application', tactic: 'Initial Access' };

describe('lanes of a story', () => {
  const incident = makeIncident({
    alerts: [
      makeAlert({ id: 'ssh', firstSeen: 9e6, lastSeen: 9e6, peers: ['10.0.1.3'] }),
      makeAlert({ id: 'entry', firstSeen: 1e6, peers: ['203.0.113.7'], technique: initial }),
      makeAlert({ id: 'own', firstSeen: 3e6, peers: [] }),
    ],
  });
  const drawing = layLanes(incident, rows);
  it('are the outside, the VM, then whom it reached', () => {
    expect(drawing.lanes.map(({ name }) => name)).toEqual(['Outside', 'host-a', 'peer-3']);
  });
  it('hold the steps in order of time, arrows in the direction they went', () => {
    expect(drawing.steps.map(({ number, alert, from, to }) => [number, alert, from, to])).toEqual([
      [1, 'entry', 0, 1],
      [2, 'own', 1, null],
      [3, 'ssh', 1, 2],
    ]);
    for (const { at } of drawing.steps) expect(at > 0 && at < 1).toBe(true);
  });
  it('fold VMs beyond the sixth lane', () => {
    const wide = layLanes(
      makeIncident({ alerts: [makeAlert({ peers: rows.slice(1).map(({ addresses }) => addresses[0] ?? '') })] }),
      rows,
    );
    expect(wide.lanes).toHaveLength(5);
    expect(wide.folded).toBe(4);
  });
  it('keep a place on the axis for a single instant', () => {
    const one = layLanes(
      makeIncident({ firstSeen: 5e6, lastSeen: 5e6, alerts: [makeAlert({ firstSeen: 5e6, lastSeen: 5e6 })] }),
      rows,
    );
    expect(one.steps[0]?.at).toBe(0.5);
  });
});

it('steps on one lane keep apart', () => {
  const step = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), lane: fc.integer({ min: 0, max: 3 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const ordered = steps.toSorted((a, b) => a.at - b.at);
      const places = spreadSteps(ordered, 800, 22);
      const last = new Map<number, number>();
      for (const [index, { lane }] of ordered.entries()) {
        const x = places[index] ?? 0;
        const before = last.get(lane);
        if (before !== undefined) expect(x - before).toBeGreaterThanOrEqual(22 - 1e-9);
        last.set(lane, x);
      }
    }),
  );
});
