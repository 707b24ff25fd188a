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

/** A VM of a story. */
const vm = (id: string, name: string, since: number | null): ReturnType<typeof makeIncident>['vms'][number] => ({
  id,
  name,
  risk: 0.5,
  worst: 0.8,
  sensitivity: 'undeclared',
  since,
  alerts: since === null ? 0 : 1,
});

describe('lanes of a story', () => {
  const incident = makeIncident({
    firstSeen: 1e6,
    lastSeen: 12e6,
    vms: [vm('a', 'host-a', 1e6), vm('p3', 'peer-3', 11e6), vm('p5', 'peer-5', null)],
    alerts: [
      makeAlert({ id: 'entry', firstSeen: 1e6, peers: ['203.0.113.7'], technique: initial }),
      makeAlert({ id: 'own', firstSeen: 3e6, peers: [] }),
      makeAlert({ id: 'ssh', firstSeen: 9e6, lastSeen: 9e6, peers: ['10.0.1.3'] }),
      makeAlert({ id: 'next', subject: 'p3', subjectName: 'peer-3', firstSeen: 11e6, peers: ['10.0.1.5'] }),
    ],
  });
  const drawing = layLanes(incident, rows);
  it('are the outside, then the VMs in order of reach', () => {
    expect(drawing.lanes.map(({ name }) => name)).toEqual(['Outside', 'host-a', 'peer-3', 'peer-5']);
    expect(drawing.lanes.map(({ hot }) => hot !== null)).toEqual([false, true, true, false]);
  });
  it('hold the steps in order of time on the lane of their own VM, arrows in the direction they went', () => {
    expect(drawing.steps.map(({ step, from, to }) => [step.number, step.lead.id, from, to])).toEqual([
      [1, 'entry', 0, 1],
      [2, 'own', 1, null],
      [3, 'ssh', 1, 2],
      [4, 'next', 2, 3],
    ]);
    for (const { at } of drawing.steps) expect(at > 0 && at < 1).toBe(true);
  });
  it('fold VMs beyond the sixth lane, and say how many steps are not drawn', () => {
    const vms = rows.slice(1).map(({ id, name }, at) => vm(id, name, at * 1e6));
    const alerts = vms.map(({ id, name }, at) =>
      makeAlert({ id, subject: id, subjectName: name, firstSeen: at * 1e6 }),
    );
    const wide = layLanes(makeIncident({ vms, alerts }), rows);
    expect([wide.lanes.length, wide.folded, wide.steps.length, wide.left]).toEqual([5, 3, 5, 3]);
  });
  it('keep a place on the axis for a single instant', () => {
    const one = layLanes(
      makeIncident({
        firstSeen: 5e6,
        lastSeen: 5e6,
        vms: [vm('a', 'host-a', 5e6)],
        alerts: [makeAlert({ firstSeen: 5e6, lastSeen: 5e6 })],
      }),
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
