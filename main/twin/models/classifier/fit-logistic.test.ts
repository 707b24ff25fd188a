import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitLogistic, logOdds } from './fit-logistic.ts';
import type { LabelledRow } from './fit-logistic.ts';
import { FEATURES } from './hashed-grams.ts';

function row(features: Record<number, number>, malicious: boolean, weight = 1): LabelledRow {
  const indices = Uint16Array.from(Object.keys(features), Number);
  return { row: { indices, values: Float64Array.from(Object.values(features)) }, malicious, weight };
}

test('without features the bias becomes the log-odds of the labels', () => {
  const rows = [row({}, true), row({}, false), row({}, false), row({}, false)];
  expect(fitLogistic(rows, 0.1, 400)[FEATURES]).toBeCloseTo(Math.log(1 / 3), 4);
});

test('weights count as often as rows would', () => {
  const twice = [row({ 3: 1 }, true), row({ 3: 1 }, true), row({ 5: 1 }, false), row({ 3: 1 }, false)];
  const weighed = [row({ 3: 1 }, true, 2), row({ 5: 1 }, false), row({ 3: 1 }, false)];
  const [left, right] = [fitLogistic(twice, 0.01, 500), fitLogistic(weighed, 0.01, 500)];
  for (const index of [3, 5, FEATURES]) expect(left[index]).toBeCloseTo(right[index] ?? Number.NaN, 6);
});

test('at the end no weight wishes to move: the gradient of the loss vanishes', () => {
  const features = fc.dictionary(
    fc.integer({ min: 0, max: 9 }).map(String),
    fc.double({ min: 0.1, max: 1, noNaN: true }),
  );
  const some = fc.array(fc.tuple(features, fc.boolean()), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(some, (drawn) => {
      const rows = drawn.map(([one, malicious]) => row(one, malicious));
      const l2 = 0.05;
      const weights = fitLogistic(rows, l2, 2000);
      for (let index = 0; index < 10; index += 1) {
        const slope = rows.reduce(
          (sum, one) => {
            const at = one.row.indices.indexOf(index);
            const error = 1 / (1 + Math.exp(-logOdds(weights, one.row))) - (one.malicious ? 1 : 0);
            return sum + (error * (at < 0 ? 0 : (one.row.values[at] ?? 0))) / rows.length;
          },
          l2 * (weights[index] ?? 0),
        );
        expect(Math.abs(slope)).toBeLessThan(1e-4);
      }
    }),
    { numRuns: 20 },
  );
});
