import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shiftOf } from './shift-of.ts';

const sample = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 });

it('grows with how surely a sample lies above', () => {
  const low = Array.from({ length: 30 }, (_, at) => at);
  expect(shiftOf(low, low)).toBe(0);
  expect(
    shiftOf(
      low,
      low.map((value) => value + 100),
    ),
  ).toBeGreaterThan(6);
  expect(shiftOf(low, [...low.slice(0, 29), 1e9])).toBeLessThan(0.1);
  expect(shiftOf([], low)).toBe(0);
  expect(shiftOf([5, 5], [5, 5])).toBe(0);
});

it('is the count of pairs in their order, whatever ties there are, and turns with its sides', () => {
  fc.assert(
    fc.property(sample, sample, (before, now) => {
      let pairs = 0;
      for (const one of before) for (const other of now) pairs += Math.sign(other - one);
      expect(Math.sign(shiftOf(before, now))).toBe(Math.sign(pairs));
      expect(shiftOf(before, now)).toBeCloseTo(-shiftOf(now, before), 9);
    }),
  );
});
