import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../models/seeded-random.ts';
import { evaluateScorer, outcomeRow, traceColumns } from './evaluate-traces.ts';
import type { LabelledTraces } from './labelled-traces.ts';
import { traceScorers } from './trace-scorers.ts';

const random = seededRandom(9);
const below = (limit: number): number => Math.floor(random() * limit);

/** A program of three loops; an attack runs the same calls in another order. */
function trace(loops: number[][]): Uint16Array {
  return Uint16Array.from(Array.from({ length: 20 + below(20) }, () => loops[below(loops.length)] ?? []).flat());
}

const usual = [
  [3, 4, 5, 6],
  [10, 11, 11, 12],
  [5, 20, 21],
];
const odd = [
  [6, 3, 5, 4],
  [12, 11, 10, 21],
];
const traces: LabelledTraces = {
  training: Array.from({ length: 60 }, () => trace(usual)),
  normal: Array.from({ length: 80 }, () => trace(usual)),
  attacks: Array.from({ length: 20 }, () => ({ family: 'odd', run: 4, calls: trace(odd) })),
};
const options = { quick: false, seed: 1, cpuSeconds: () => performance.now() / 1000 };

describe('evaluateScorer', () => {
  it.each(traceScorers.filter(({ name }) => /n-gram, .*(mean|clipped|worst)|STIDE/.test(name)))(
    'finds an order that was never seen by $name, with the false alarms allowed',
    (scorer) => {
      const outcome = evaluateScorer(scorer, traces, options);
      expect(outcome.ranking.auc).toBeGreaterThan(0.99);
      expect(outcome.at5.rolling).toBeLessThan(0.2);
      expect(outcomeRow(outcome)).toHaveLength(traceColumns.length);
    },
  );

  it('finds nothing where attacks are as normal is', () => {
    const same = { ...traces, attacks: traces.normal.map((calls) => ({ family: 'none', run: 4, calls })) };
    for (const scorer of traceScorers) expect(evaluateScorer(scorer, same, options).ranking.auc).toBeCloseTo(0.5, 9);
  });
});
