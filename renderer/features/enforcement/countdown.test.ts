import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countDown, tellsAt } from './countdown.ts';

describe('a countdown', () => {
  const change = { at: 100e6, deadline: 130e6 };
  it.each([
    [100e6, 30, 1],
    [108e6, 22, 22 / 30],
    [108.4e6, 22, 22 / 30],
    [129.5e6, 1, 1 / 30],
    [130e6, 0, 0],
    [999e6, 0, 0],
  ])('at %d has %d s left', (now, seconds, share) => {
    expect(countDown(change, now)).toEqual({ seconds, share });
  });
  it('is none where nothing waits', () => {
    expect(countDown({ at: 0, deadline: null }, 5)).toBeNull();
  });
  it('never grows, never leaves its bounds, whatever the clocks say', () => {
    const time = fc.integer({ min: 0, max: 2e15 });
    fc.assert(
      fc.property(time, time, time, time, (at, deadline, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((now) => countDown({ at, deadline }, now));
        expect(late?.seconds).toBeLessThanOrEqual(early?.seconds ?? 0);
        for (const { share, seconds } of [early, late].filter((left) => left != null)) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          expect(Number.isInteger(seconds)).toBe(true);
        }
      }),
    );
  });
  it('is told at its start, at 10 s and at 5 s', () => {
    expect([30, 29, 11, 10, 9, 5, 4, 0].filter((seconds) => tellsAt(seconds, 30))).toEqual([30, 10, 5]);
  });
});
