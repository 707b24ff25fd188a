import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesRing } from './series-ring.ts';

const second = 1e6;
const begin = 1_795_000_000e6 + 370 * second;
const bands = [0, 1, 2, 3, 4] as const;

function fill(seconds: number, peakAt = -1): SeriesRing {
  const ring = new SeriesRing();
  for (let at = 0; at < seconds; at++)
    ring.add({ time: begin + at * second, observed: 1, worst: at === peakAt ? 9 : 1, events: 10, bands });
  return ring;
}

describe('series over time', () => {
  it('begins with the first point, not with the quarter of an hour it lies in', () => {
    const ring = fill(600);
    expect(ring.first).toBe(begin);
    const points = ring.read(begin - 900 * second, begin + 600 * second, 2 * second);
    expect(points[0]?.time).toBe(begin);
  });

  it('tells a peak where it was, however long ago', () => {
    for (const [seconds, step] of [
      [600, 2],
      [3600, 60],
    ] as const) {
      const ring = fill(seconds, 5);
      const peaks = ring.read(begin - 1e9, begin + seconds * second, step * second).filter(({ worst }) => worst === 9);
      expect(peaks).toHaveLength(1);
      expect(Math.abs((peaks[0]?.time ?? 0) - begin)).toBeLessThanOrEqual(60 * second);
    }
  });

  it('stands for each moment once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 2, max: 900 }), (seconds, step) => {
        const ring = new SeriesRing();
        for (let at = 0; at < seconds; at += 2)
          ring.add({ time: begin + at * second, observed: 1, worst: 1, events: 1, bands });
        const points = ring.read(0, begin + seconds * second, step * second);
        for (const [at, point] of points.entries()) {
          const next = points[at + 1];
          if (next !== undefined) expect(point.time + point.step).toBeLessThanOrEqual(next.time);
        }
      }),
      { numRuns: 40 },
    );
  });
  it('is empty before anything came', () => {
    expect(new SeriesRing().first).toBeNull();
    expect(new SeriesRing().read(0, 9e15, 1)).toEqual([]);
  });
});
