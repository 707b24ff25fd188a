import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveEnd, rangeBetween, shareOf, shiftRange, valueAt, zoomRange } from './brush-range.ts';

const axis = { from: 1000, to: 2000 };
const range = fc
  .tuple(fc.double({ min: 1000, max: 2000, noNaN: true }), fc.double({ min: 1000, max: 2000, noNaN: true }))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
  .filter(({ from, to }) => to - from >= 10);
const step = fc.double({ min: -5000, max: 5000, noNaN: true });

describe('brush', () => {
  it('goes from place to value and back', () => {
    expect(valueAt(axis, 0.25)).toBe(1250);
    expect(valueAt(axis, 7)).toBe(2000);
    expect(shareOf(axis, 1250)).toBe(0.25);
    expect(shareOf({ from: 5, to: 5 }, 5)).toBe(0);
  });
  it('takes two ends in any order, and no slip of a pixel', () => {
    expect(rangeBetween(axis, 1900, 1100, 10)).toEqual({ from: 1100, to: 1900 });
    expect(rangeBetween(axis, 500, 1100, 10)).toEqual({ from: 1000, to: 1100 });
    expect(rangeBetween(axis, 1500, 1501, 10)).toBeNull();
  });
  it('moves one end without crossing the other or leaving the axis', () => {
    fc.assert(
      fc.property(range, fc.constantFrom('from' as const, 'to' as const), step, (chosen, end, by) => {
        const next = moveEnd(axis, chosen, end, by, 10);
        expect(next.from).toBeGreaterThanOrEqual(axis.from);
        expect(next.to).toBeLessThanOrEqual(axis.to);
        expect(next.to - next.from).toBeGreaterThanOrEqual(10 - 1e-6);
        expect(end === 'from' ? next.to : next.from).toBe(end === 'from' ? chosen.to : chosen.from);
      }),
    );
  });
  it('shifts and zooms inside the axis', () => {
    fc.assert(
      fc.property(range, step, fc.double({ min: 0.1, max: 10, noNaN: true }), (chosen, by, factor) => {
        const moved = shiftRange(axis, chosen, by);
        expect(moved.to - moved.from).toBeCloseTo(chosen.to - chosen.from, 6);
        for (const next of [moved, zoomRange(axis, chosen, factor, 10)]) {
          expect(next.from).toBeGreaterThanOrEqual(axis.from - 1e-6);
          expect(next.to).toBeLessThanOrEqual(axis.to + 1e-6);
        }
      }),
    );
    expect(zoomRange(axis, { from: 1400, to: 1600 }, 0.5, 10)).toEqual({ from: 1450, to: 1550 });
  });
});
