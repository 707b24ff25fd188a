import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gatherAlike } from './gather-alike.ts';

const onLine = (at: readonly number[]) => ({
  size: at.length,
  order: at.map((_, row) => row),
  distance: (left: number, right: number): number => Math.abs((at[left] ?? 0) - (at[right] ?? 0)),
});

it('rows near one another count as one', () => {
  const { leaders, weights, leaderOf } = gatherAlike(onLine([0, 0.01, 0.5, 0.03, 0.51]));
  expect(leaders).toEqual([0, 2]);
  expect(weights).toEqual([3, 2]);
  expect([...leaderOf]).toEqual([0, 0, 1, 0, 1]);
});

it('a row joins the nearest leader', () => {
  expect([...gatherAlike(onLine([0, 0.07, 0.039])).leaderOf]).toEqual([0, 1, 1]);
});

it('never leaves more than may lead, and leaves no row out', () => {
  const rows = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 8 }), (at, most) => {
      const { leaders, weights, leaderOf } = gatherAlike(onLine(at), most);
      expect(leaders.length).toBeLessThanOrEqual(most);
      expect(weights).toHaveLength(leaders.length);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(at.length);
      for (const [place, leader] of leaders.entries()) expect(leaderOf[leader]).toBe(place);
    }),
  );
});
