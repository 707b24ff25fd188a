import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromShortReal, toShortReal } from './short-real.ts';

test.each([0, 1, 9, 10, 0.5, 1024, 65_536])('%d stays what it is', (value) => {
  expect(fromShortReal(toShortReal(value))).toBe(value);
});

test('numbers stay within 0.03 %, in their order, and in 16 bits', () => {
  const numbers = fc.double({ min: 2 ** -11, max: 2 ** 19.9, noNaN: true });
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const short = toShortReal(one);
      expect(short).toBeLessThan(2 ** 16);
      expect(Math.abs(fromShortReal(short) / one - 1)).toBeLessThan(0.0003);
      if (one < other) expect(short).toBeLessThanOrEqual(toShortReal(other));
    }),
  );
});

test('what is none, below or beyond stays so as near as can be', () => {
  expect(fromShortReal(toShortReal(Number.NaN))).toBeNaN();
  expect(fromShortReal(toShortReal(-5))).toBe(0);
  expect(fromShortReal(toShortReal(1e-9))).toBe(0);
  const most = fromShortReal(toShortReal(Number.POSITIVE_INFINITY));
  expect(most).toBeGreaterThan(1e6);
  expect(fromShortReal(toShortReal(1e30))).toBe(most);
});
