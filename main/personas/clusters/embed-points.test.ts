import fc from 'fast-check';
import { expect, it } from 'vitest';
import { embedPoints } from './embed-points.ts';
import type { FleetPoint } from './fleet-point.ts';

const counts = (record: Record<string, number>): ReadonlyMap<string, number> => new Map(Object.entries(record));
const point = (id: string, blocks: FleetPoint['blocks']): FleetPoint => ({ id, blocks, label: '' });

/** Distance of two points by their places in what was told. */
function distanceOf(points: readonly FleetPoint[], left: number, right: number): number {
  const { order, distance } = embedPoints(points);
  return distance(order.indexOf(left), order.indexOf(right));
}

it.each([
  ['the same shares, however much', { kinds: counts({ a: 1, b: 3 }) }, { kinds: counts({ a: 100, b: 300 }) }, 0],
  ['nothing in common', { kinds: counts({ a: 5 }) }, { kinds: counts({ b: 5 }) }, 1],
  // 1 − Σ √(pq) = 1 − √(1 · ½).
  ['half in common', { kinds: counts({ a: 1 }) }, { kinds: counts({ a: 1, b: 1 }) }, Math.sqrt(1 - Math.SQRT1_2)],
  [
    'breadth by its values',
    { breadth: counts({ a: 0.5, b: 1 }) },
    { breadth: counts({ a: 0, b: 1 }) },
    Math.sqrt(0.125),
  ],
  // Kinds weigh 1, services ½: (0 · 1 + 1 · ½) / 1½.
  [
    'blocks by their weight',
    { kinds: counts({ a: 1 }), services: counts({ mysql: 1 }) },
    { kinds: counts({ a: 1 }), services: counts({ pgsql: 1 }) },
    Math.sqrt(1 / 3),
  ],
  [
    'only by blocks that both have',
    { kinds: counts({ a: 1 }), syscalls: counts({ read: 1 }) },
    { kinds: counts({ a: 1 }), programs: counts({ sh: 1 }) },
    0,
  ],
  ['no block in common', { syscalls: counts({ read: 1 }) }, { programs: counts({ sh: 1 }) }, 1],
])('%s', (_, left, right, value) => {
  expect(distanceOf([point('x', left), point('y', right)], 0, 1)).toBeCloseTo(value, 6);
  expect(distanceOf([point('x', left), point('y', right)], 1, 0)).toBeCloseTo(value, 6);
});

it('words beyond those with a place of their own still tell VMs apart', () => {
  const common = Array.from({ length: 60 }, (_, index) =>
    point(`c${index}`, { syscalls: counts({ [`call${index}`]: 1 }) }),
  );
  const points = [...common, ...common.map(({ blocks }, index) => point(`d${index}`, blocks))];
  expect(distanceOf(points, 59, 119)).toBeCloseTo(0, 6);
  expect(distanceOf(points, 0, 1)).toBeCloseTo(1, 6);
});

it('is within 0 and 1, whatever is told', () => {
  const block = fc.dictionary(fc.string(), fc.nat(1e9)).map(counts);
  const blocks = fc.record({ kinds: block, services: block, syscalls: block, programs: block }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(blocks, { minLength: 2, maxLength: 6 }), (told) => {
      const { size, distance } = embedPoints(told.map((one, index) => point(`${index}`, one)));
      for (let left = 0; left < size; left++)
        for (let right = 0; right < size; right++) {
          const far = distance(left, right);
          expect(far).toBeGreaterThanOrEqual(0);
          expect(far).toBeLessThanOrEqual(1);
        }
    }),
  );
});
