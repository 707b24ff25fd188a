import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NAB_PROFILES } from './nab-profile.ts';
import { scoreAlarms } from './score-alarms.ts';
import { sweepThresholds } from './sweep-thresholds.ts';
import { weighRows } from './weigh-rows.ts';

const { standard } = NAB_PROFILES;

test('no threshold scores better than the one found', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(scores, { minLength: 1, maxLength: 3 }), fc.integer({ min: 15, max: 40 }), (all, first) => {
      const windows = [
        { first, last: first + 6 },
        { first: first + 9, last: first + 12 },
      ];
      const made = { name: 'a', times: new Float64Array(60), values: new Float64Array(60), windows };
      const rows = weighRows(made, standard);
      const corpus = all.map((one) => ({ rows, scores: one }));
      const total = (threshold: number): number =>
        corpus.reduce((sum, one) => sum + scoreAlarms(one.rows, one.scores, threshold, standard), 0);
      const best = sweepThresholds(corpus, standard);
      expect(best.raw).toBeCloseTo(Math.max(...[0, 1, 2, 3, 4, 5, 6, 7].map(total)), 9);
      expect(total(best.threshold)).toBeCloseTo(best.raw, 9);
    }),
  );
});
