import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawPolyline, placeSparkline } from './sparkline-path.ts';

describe('sparkline', () => {
  it('stays in its box', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 1e12 }), { minLength: 1, maxLength: 40 }), (values) => {
        for (const { x, y } of placeSparkline(values, 76, 20)) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(76);
          expect(y).toBeGreaterThanOrEqual(2);
          expect(y).toBeLessThanOrEqual(18);
        }
      }),
    );
  });
  it('lets a steady row lie low and a peak reach up', () => {
    const steady = placeSparkline([10, 10, 10, 10], 76, 20);
    expect(Math.min(...steady.map(({ y }) => y))).toBeGreaterThan(9);
    const peak = placeSparkline([10, 10, 10, 100], 76, 20);
    expect(peak.at(-1)?.y).toBe(2);
  });
  it('draws a path', () =>
    expect(
      drawPolyline([
        { x: 0, y: 1 },
        { x: 2.25, y: 3 },
      ]),
    ).toBe('M0.0 1.0L2.3 3.0'));
});
