import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RiskMove } from '../../../shared/contract/risk.ts';
import { drawStretches, layStretches } from './step-line.ts';

const move = (time: number, before: number, after: number): RiskMove => ({ time, before, after, changes: [], more: 0 });

test('a step stands where its move was', () => {
  const stretches = layStretches([move(25, 0.05, 0.5), move(75, 0.5, 0.8)], 0, 100, 0.8);
  expect(stretches).toEqual([
    { from: 0, to: 0.25, risk: 0.05 },
    { from: 0.25, to: 0.75, risk: 0.5 },
    { from: 0.75, to: 1, risk: 0.8 },
  ]);
  expect(drawStretches(stretches)).toBe('M0.00 95.00H25.00V50.00H75.00V20.00H100.00');
});

test('without a move the line is level, and a span of nothing does no harm', () => {
  expect(layStretches([], 5, 5, 0.05)).toEqual([{ from: 0, to: 1, risk: 0.05 }]);
});

test('stretches join and cover the span', () => {
  const times = fc.array(fc.integer({ min: -50, max: 150 }), { maxLength: 10 });
  fc.assert(
    fc.property(times, (drawn) => {
      const moves = [...drawn].sort((a, b) => a - b).map((time) => move(time, 0.1, 0.2));
      const stretches = layStretches(moves, 0, 100, 0.2);
      expect(stretches[0]?.from).toBe(0);
      expect(stretches.at(-1)?.to).toBe(1);
      for (const [at, { from, to }] of stretches.entries()) {
        expect(to).toBeGreaterThanOrEqual(from);
        if (at > 0) expect(from).toBe(stretches[at - 1]?.to);
      }
    }),
  );
});
