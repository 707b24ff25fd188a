import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildStripBars, buildStripScale, gatherMarks } from './strip-geometry.ts';

describe('strip scale', () => {
  it('keeps the unread part free at the right', () => {
    const scale = buildStripScale(1000, 1620, 0.62, 1000);
    expect(scale.to).toBeCloseTo(2000);
    expect(scale.toX(1620)).toBeCloseTo(620);
    expect(scale.toX(5000)).toBe(1000);
  });
  it('ends with the evidence once all is read', () => {
    const scale = buildStripScale(0, 500, 1, 100);
    expect(scale.to).toBe(500);
    expect(scale.toX(500)).toBe(100);
  });
  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 800, noNaN: true }), (p, x) => {
        const scale = buildStripScale(1.7e15, 1.7e15 + 3.6e9, p, 800);
        expect(scale.toX(scale.toTime(x))).toBeCloseTo(x, 3);
      }),
    );
  });
  it('takes evidence of a single instant', () => {
    expect(Number.isFinite(buildStripScale(7, 7, 1, 100).toX(7))).toBe(true);
  });
});

describe('strip bars', () => {
  const scale = buildStripScale(0, 1000, 1, 100);
  it('are as high as their share of the largest, never invisible, and absent where nothing was', () => {
    const bars = buildStripBars([1000, 0, 500, 1], 0, 250, scale, 40, null);
    expect(bars.map((bar) => bar.height)).toEqual([40, 20, 1]);
    expect(bars.map((bar) => bar.x)).toEqual([0, 50, 75]);
  });
  it('know which lie in the window', () => {
    const bars = buildStripBars([1, 1, 1, 1], 0, 250, scale, 40, { from: 250, to: 600 });
    expect(bars.map((bar) => bar.inside)).toEqual([false, true, true, false]);
  });
});

describe('strip marks', () => {
  it('gather under the worst where they would overlap', () => {
    const scale = buildStripScale(0, 1000, 1, 100);
    const marks = [
      { time: 30, score: 0.9 },
      { time: 10, score: 0.5 },
      { time: 700, score: 0.4 },
    ];
    expect(gatherMarks(marks, scale, 10)).toEqual([
      { x: 1, worst: { time: 30, score: 0.9 }, count: 2 },
      { x: 70, worst: { time: 700, score: 0.4 }, count: 1 },
    ]);
  });
  it('lose none', () => {
    const scale = buildStripScale(0, 1000, 1, 100);
    fc.assert(
      fc.property(fc.array(fc.record({ time: fc.nat(1000), score: fc.double({ min: 0, max: 1 }) })), (marks) => {
        const gathered = gatherMarks(marks, scale, 8);
        expect(gathered.reduce((sum, mark) => sum + mark.count, 0)).toBe(marks.length);
      }),
    );
  });
});
