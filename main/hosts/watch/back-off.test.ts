import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backOff } from './back-off.ts';

it('doubles from a quarter of a second, up to the longest', () => {
  expect([1, 2, 3, 4, 7, 50].map((attempt) => backOff(attempt, 15_000, 0))).toEqual([
    250, 500, 1000, 2000, 15_000, 15_000,
  ]);
});

it('is shortened by chance by up to half, and never 0', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const full = backOff(attempt, 15_000, 0);
        const wait = backOff(attempt, 15_000, random);
        expect(wait).toBeLessThanOrEqual(full);
        expect(wait).toBeGreaterThan(full / 2 - 1);
      },
    ),
  );
});
