import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { BehaviourClassifier } from './behaviour-classifier.ts';
import type { LabelledRun } from './behaviour-classifier.ts';
import { FEATURES, hashGrams } from './hashed-grams.ts';

const settings = { l2: 1e-4, malicious: 1, steps: 60 };

/** Runs over the same events; the malicious ones hold a triple that the others lack. */
function runs(many: number, seed: number): LabelledRun[] {
  const random = seededRandom(seed);
  return Array.from({ length: many }, (_, index) => {
    const malicious = index % 4 === 0;
    const run = Array.from({ length: 40 }, () => Math.floor(random() * 12));
    if (malicious) run.splice(Math.floor(random() * 36), 3, 3, 9, 3);
    else for (let at = 2; at < run.length; at += 1) if (run[at - 1] === 9) run[at] = 5;
    return { run, malicious };
  });
}

test('what was learned tells new runs apart, and goes through bytes', () => {
  const model = BehaviourClassifier.fit(runs(300, 1), settings);
  const taken = BehaviourClassifier.fromBytes(model.toBytes());
  const told = runs(100, 2).map(({ run, malicious }) => ({
    malicious,
    score: taken.score(run),
    exact: model.score(run),
  }));
  for (const { score, exact } of told) expect(score).toBeCloseTo(exact, 4);
  const bad = told.filter(({ malicious }) => malicious);
  const good = told.filter(({ malicious }) => !malicious);
  const wins = bad.flatMap((one) => good.map((other) => (one.score > other.score ? 1 : 0)));
  expect(wins.reduce<number>((sum, win) => sum + win, 0) / wins.length).toBeGreaterThan(0.9);
});

test('the mean of a model with itself is the model', () => {
  const model = BehaviourClassifier.fit(runs(40, 3), settings);
  const mean = BehaviourClassifier.average([model, model]);
  for (const { run } of runs(10, 4)) expect(mean.score(run)).toBeCloseTo(model.score(run), 9);
});

test('features are few, each once, and a loop counts by its logarithm', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 200 }), (run) => {
      const { indices, values } = hashGrams(run);
      expect(new Set(indices).size).toBe(indices.length);
      expect(indices.every((index) => index < FEATURES)).toBe(true);
      const counted = values.reduce((sum, value) => sum + Math.expm1(value), 0);
      const grams = 4 * run.length - 3 - 2;
      if (run.length >= 3) expect(counted).toBeCloseTo(grams, 6);
    }),
  );
  expect(hashGrams([]).indices).toHaveLength(0);
  expect(hashGrams([7, 7, 7]).indices.length).toBeLessThanOrEqual(4);
});

test('strange bytes are refused', () => {
  expect(() => BehaviourClassifier.fromBytes(new Uint8Array(3))).toThrow(RangeError);
  expect(() => BehaviourClassifier.fromBytes(new Uint8Array((2 * FEATURES + 2) * 4))).toThrow(RangeError);
});
