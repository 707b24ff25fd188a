import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adjustedRandIndex } from './adjusted-rand-index.ts';

it.each([
  ['names do not matter', 'aabb', 'xxyy', 1],
  // Pairs: both 2, left 3 + 3 = 6, right 1 + 6 = 7 of 15; expected 42/15 = 2.8; (4 − 2.8) / (6.5 − 2.8).
  ['one of six moved', 'aaabbb', 'xxyyyy', (4 - 2.8) / (6.5 - 2.8)],
  // Both 0, left 2, right 2 of 6; expected 2/3; (0 − 2/3) / (2 − 2/3).
  ['crossed', 'aabb', 'xyxy', -0.5],
  ['all of one against two groups', 'aabb', 'xxxx', 0],
  ['all apart against two groups', 'aabb', 'wxyz', 0],
  ['both all of one', 'aaa', 'xxx', 1],
  ['both all apart', 'abc', 'xyz', 1],
  ['nothing', '', '', 1],
  // The example of Hubert and Arabie's contingency table as scikit-learn documents it: 0.57.
  ['as scikit-learn documents it', 'aabc', 'aabb', 4 / 7],
])('%s', (_, left, right, value) => {
  expect(adjustedRandIndex(left.split(''), right.split(''))).toBeCloseTo(value, 12);
});

it('is the same from either side and in any order, and at most 1', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 30 }), (pairs) => {
      const of = (all: [number, number][]): number =>
        adjustedRandIndex(
          all.map(([left]) => left),
          all.map(([, right]) => right),
        );
      const value = of(pairs);
      expect(value).toBeLessThanOrEqual(1 + 1e-12);
      expect(of(pairs.map(([left, right]) => [right, left]))).toBeCloseTo(value, 9);
      expect(of(pairs.toReversed())).toBeCloseTo(value, 9);
    }),
  );
});

it('refuses groupings of different things', () => {
  expect(() => adjustedRandIndex([1], [1, 2])).toThrow('1 and 2 things');
});
