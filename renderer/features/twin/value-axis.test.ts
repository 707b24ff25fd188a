import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLevel, makeValueAxis } from './value-axis.ts';

describe('scale of values', () => {
  it.each([
    [9.8, [0, 3, 6, 9, 12]],
    [4.6, [0, 2, 4, 6]],
    [0.9, [0, 0.25, 0.5, 0.75, 1]],
    [0, [0, 0.5, 1]],
    [Number.NaN, [0, 0.5, 1]],
  ])('up to %d has lines at %j', (peak, ticks) => expect(makeValueAxis(peak).ticks).toEqual(ticks));

  it('holds what it is made for, in at most five lines', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (peak) => {
        const { top, ticks } = makeValueAxis(peak);
        expect(top).toBeGreaterThanOrEqual(peak);
        expect(top).toBeLessThanOrEqual(peak * 3);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
      }),
    );
  });

  it.each([
    [9.84, '9.8'],
    [0.514, '0.51'],
    [0, '0.0'],
    [0.999, '1.0'],
    [123.4, '123'],
    [null, '—'],
  ])('%s reads %s', (value, words) => expect(formatLevel(value)).toBe(words));
});
