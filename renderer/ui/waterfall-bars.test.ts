import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSteps, layWaterfall } from './waterfall-bars.ts';

const weights = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { maxLength: 30 });

describe('waterfall', () => {
  it('begins each bar where the sum before it ended', () => {
    const bars = layWaterfall([{ weight: 0.1 }, { weight: 0.4 }, { weight: -0.2 }]);
    expect(bars.map(({ from, to, end }) => [from, to, end].map((value) => Number(value.toFixed(2))))).toEqual([
      [0, 0.1, 0.1],
      [0.1, 0.5, 0.5],
      [0.3, 0.5, 0.3],
    ]);
  });
  it('stays inside the scale and adds up', () => {
    fc.assert(
      fc.property(weights, (list) => {
        const bars = layWaterfall(list.map((weight) => ({ weight })));
        for (const bar of bars) {
          expect(bar.from).toBeGreaterThanOrEqual(0);
          expect(bar.to).toBeLessThanOrEqual(1);
          expect(bar.to).toBeGreaterThanOrEqual(bar.from);
        }
        const sum = list.reduce((a, b) => a + b, 0);
        if (bars.length > 0) expect(bars.at(-1)?.end).toBeCloseTo(Math.min(1, Math.max(0, sum)), 9);
      }),
    );
  });
  it('folds all but the weightiest and loses nothing', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 10 }), (list, keep) => {
        const steps = list.map((weight, id) => ({ weight, id }));
        const { shown, rest, restWeight } = foldSteps(steps, keep);
        expect(shown.length + rest.length).toBe(steps.length);
        expect([...shown].sort((a, b) => a.id - b.id)).toEqual(shown);
        expect(rest.length).not.toBe(1);
        const all = shown.reduce((sum, step) => sum + step.weight, restWeight);
        expect(all).toBeCloseTo(
          list.reduce((a, b) => a + b, 0),
          9,
        );
        const least = Math.min(...shown.map((step) => Math.abs(step.weight)));
        for (const step of rest) expect(Math.abs(step.weight)).toBeLessThanOrEqual(least);
      }),
    );
  });
});
