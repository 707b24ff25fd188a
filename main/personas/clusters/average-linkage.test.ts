import fc from 'fast-check';
import { expect, it } from 'vitest';
import { averageLinkage } from './average-linkage.ts';

/** By the definition: at each step the pair of groups whose members lie nearest on average. */
function byDefinition(weights: readonly number[], distance: (left: number, right: number) => number): number[] {
  const groups = weights.map((_, leaf) => [leaf]);
  const heights: number[] = [];
  while (groups.length > 1) {
    let best = { left: 0, right: 1, height: Infinity };
    for (let left = 0; left < groups.length; left++) {
      for (let right = left + 1; right < groups.length; right++) {
        let sum = 0;
        let count = 0;
        for (const one of groups[left] ?? []) {
          for (const other of groups[right] ?? []) {
            const weight = (weights[one] ?? 0) * (weights[other] ?? 0);
            sum += weight * distance(one, other);
            count += weight;
          }
        }
        if (sum / count < best.height) best = { left, right, height: sum / count };
      }
    }
    heights.push(best.height);
    groups[best.left] = [...(groups[best.left] ?? []), ...(groups[best.right] ?? [])];
    groups.splice(best.right, 1);
  }
  return heights;
}

it('joins the nearest first, by the mean distance of members', () => {
  const at = [0, 1, 5, 7];
  const merges = averageLinkage([1, 1, 1, 1], (left, right) => Math.abs((at[left] ?? 0) - (at[right] ?? 0)));
  // {0, 1} and {5, 7}: (5 + 7 + 4 + 6) / 4.
  expect(merges).toEqual([
    { left: 0, right: 1, height: 1 },
    { left: 2, right: 3, height: 2 },
    { left: 0, right: 2, height: 5.5 },
  ]);
});

it('a leaf that stands for three counts three times', () => {
  const at = [0, 2, 10];
  const merges = averageLinkage([3, 1, 1], (left, right) => Math.abs((at[left] ?? 0) - (at[right] ?? 0)));
  expect(merges[1]?.height).toBe((3 * 10 + 8) / 4);
});

it('one leaf is no tree', () => {
  expect(averageLinkage([1], () => 0)).toEqual([]);
});

it('gives the heights of the definition for distances in the plane', () => {
  const point = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.tuple(point, fc.integer({ min: 1, max: 4 })), { minLength: 2, maxLength: 9 }), (told) => {
      const distance = (left: number, right: number): number => {
        const one = told[left]?.[0] ?? [0, 0];
        const other = told[right]?.[0] ?? [0, 0];
        return Math.hypot(one[0] - other[0], one[1] - other[1]);
      };
      const weights = told.map(([, weight]) => weight);
      const values = told.flatMap((_, left) =>
        told.flatMap((__, right) => (left < right ? [distance(left, right)] : [])),
      );
      // Of equal distances either may come first, and later means differ.
      fc.pre(new Set(values.map((value) => value.toFixed(6))).size === values.length);
      const heights = averageLinkage(weights, distance).map(({ height }) => height);
      for (const [index, height] of byDefinition(weights, distance).entries())
        expect(heights[index]).toBeCloseTo(height, 9);
    }),
  );
});
