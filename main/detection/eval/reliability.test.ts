import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaUnderRanks, binRisks, brierScore, calibrationError, type Labelled } from './reliability.ts';

const edges = [0, 0.1, 0.4, 0.7, 0.9, 1];
const one = (risk: number, isGuilty: boolean): Labelled => ({ risk, isGuilty });

test('who is always right has no error, who is always wrong all of it', () => {
  const right = [one(1, true), one(0, false)];
  expect([brierScore(right), calibrationError(binRisks(right, edges)), areaUnderRanks(right)]).toEqual([0, 0, 1]);
  const wrong = [one(0, true), one(1, false)];
  expect([brierScore(wrong), calibrationError(binRisks(wrong, edges)), areaUnderRanks(wrong)]).toEqual([1, 1, 0]);
});

test('who says one half of everybody is as far off as a coin', () => {
  const half = [one(0.5, true), one(0.5, false)];
  expect([brierScore(half), calibrationError(binRisks(half, edges)), areaUnderRanks(half)]).toEqual([0.25, 0, 0.5]);
});

test('each is in one stretch, and errors stay within 0 and 1', () => {
  const drawn = fc.array(fc.record({ risk: fc.double({ min: 0, max: 1, noNaN: true }), isGuilty: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(drawn, (labelled) => {
      const bins = binRisks(labelled, edges);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(labelled.length);
      for (const error of [brierScore(labelled), calibrationError(bins), areaUnderRanks(labelled)]) {
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
      }
    }),
  );
});
