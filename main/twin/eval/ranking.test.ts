import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankScores } from './ranking.ts';

describe('rankScores', () => {
  it.each([
    { normal: [1, 2, 3], attacks: [4, 5], auc: 1, found: 1 },
    { normal: [4, 5], attacks: [1, 2, 3], auc: 0, found: 0 },
    { normal: [1, 1], attacks: [1, 1], auc: 0.5, found: 0 },
    { normal: [1, 3], attacks: [2, 4], auc: 0.75, found: 0.5 },
  ])('ranks $attacks against $normal', ({ normal, attacks, auc, found }) => {
    expect(rankScores(normal, attacks)).toEqual({ auc, foundAt5: found, foundAt1: found });
  });

  it('spends the allowed false alarms and not one more', () => {
    const normal = Array.from({ length: 100 }, (_, index) => index);
    // Five of a hundred may exceed the threshold: it lies at 94.
    expect(rankScores(normal, [94, 94.5, 98, 98.5]).foundAt5).toBe(0.75);
    expect(rankScores(normal, [94, 94.5, 98, 98.5]).foundAt1).toBe(0.25);
  });

  it('equals counting all pairs', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(scores, scores, (normal, attacks) => {
        let wins = 0;
        for (const attack of attacks) {
          for (const quiet of normal) wins += attack > quiet ? 1 : attack === quiet ? 0.5 : 0;
        }
        expect(rankScores(normal, attacks).auc).toBeCloseTo(wins / (normal.length * attacks.length), 12);
      }),
    );
  });
});
