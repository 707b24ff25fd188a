import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shippedSettings } from '../../detection/synthetic.test-support.ts';
import { adjustedRandIndex } from '../eval/adjusted-rand-index.ts';
import { clusterFleet, MOST_POINTS } from './cluster-fleet.ts';
import type { FleetPoint } from './fleet-point.ts';
import { makeFleet, roleOfId, ROLES } from './synthetic-fleet.test-support.ts';

const { catalogue } = shippedSettings();
const roles = Object.keys(ROLES);
const empty: FleetPoint['blocks'] = {};

function indexOf(points: readonly FleetPoint[]): number {
  const told = clusterFleet(points).flatMap(({ members }, index) =>
    members.map((id) => ({ role: roleOfId(id), index })),
  );
  expect(told).toHaveLength(points.length);
  return adjustedRandIndex(
    told.map(({ role }) => role),
    told.map(({ index }) => index),
  );
}

it.each([
  [1, 1],
  [3, 2],
  [25, 3],
])('finds the roles of a fleet of %i each', (each, seed) => {
  expect(indexOf(makeFleet(roles, each, catalogue, seed))).toBeGreaterThanOrEqual(0.95);
});

it('a fleet of one role is one cluster, with the label that fits', () => {
  const [cluster, ...others] = clusterFleet(makeFleet(['Database'], 30, catalogue));
  expect(others).toEqual([]);
  expect(cluster?.label).toBe('Database');
  expect(cluster?.members).toHaveLength(30);
});

it('a label that fits less than half of a cluster is not its label', () => {
  const points = makeFleet(['Database'], 5, catalogue).map((point, index) => ({
    ...point,
    label: index < 2 ? 'A' : '',
  }));
  expect(clusterFleet(points)[0]?.label).toBe('');
  expect(clusterFleet(points.slice(0, 4))[0]?.label).toBe('A');
});

it('is the same in whatever order VMs are told', () => {
  const points = makeFleet(roles.slice(0, 6), 6, catalogue, 7);
  const once = clusterFleet(points);
  fc.assert(
    fc.property(fc.shuffledSubarray(points, { minLength: points.length }), (shuffled) => {
      expect(clusterFleet(shuffled)).toEqual(once);
    }),
    { numRuns: 30 },
  );
});

it('takes VMs of which the agent alone, or nothing, tells', () => {
  const calls = (record: Record<string, number>) => ({ syscalls: new Map(Object.entries(record)) });
  const clusters = clusterFleet([
    { id: 'a', blocks: calls({ read: 5, epoll_wait: 5 }), label: 'Web Server' },
    { id: 'b', blocks: calls({ read: 6, epoll_wait: 4 }), label: '' },
    { id: 'c', blocks: calls({ execve: 5, wait4: 5 }), label: '' },
    { id: 'd', blocks: empty, label: '' },
  ]);
  expect(clusters).toEqual([
    { members: ['a', 'b'], label: 'Web Server' },
    { members: ['c'], label: '' },
    { members: ['d'], label: '' },
  ]);
});

it('clusters 5,000 VMs, refuses more, and leaves none out', { timeout: 30_000 }, () => {
  const points = makeFleet(roles, MOST_POINTS / roles.length, catalogue, 5);
  const before = performance.now();
  expect(indexOf(points)).toBeGreaterThanOrEqual(0.95);
  // 2 s are promised; a busy machine gets five times as long.
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(() => clusterFleet([...points, { id: 'x', blocks: empty, label: '' }])).toThrow('5001 VMs');
  expect(clusterFleet([])).toEqual([]);
});

it('5,000 VMs of which no two are alike take no longer', { timeout: 30_000 }, () => {
  let state = 1;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const points = Array.from({ length: MOST_POINTS }, (_, index): FleetPoint => {
    const block = (): ReadonlyMap<string, number> =>
      new Map(Array.from({ length: 24 }, () => [`w${Math.floor(random() * 90)}`, 1 + Math.floor(random() * 50)]));
    return {
      id: `${index}`,
      blocks: { kinds: block(), services: block(), syscalls: block(), programs: block() },
      label: '',
    };
  });
  const before = performance.now();
  const clusters = clusterFleet(points);
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(clusters.flatMap(({ members }) => members)).toHaveLength(MOST_POINTS);
});
