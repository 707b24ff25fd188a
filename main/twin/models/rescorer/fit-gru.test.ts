import { expect, test } from 'vitest';
import { backpropagate, fitGru } from './fit-gru.ts';
import { drawWeights, surpriseOfGru, viewWeights } from './gru-network.ts';

const shape = { alphabet: 4, hidden: 5 };
const run = [0, 3, 1, 1, 2, 0, 3];

test('slopes are those that a nudge of each weight gives', () => {
  const weights = drawWeights(shape, 3);
  const slopes = viewWeights(shape);
  const before = Float32Array.from([0.1, -0.2, 0.3, 0, 0.5]);
  backpropagate(weights, before, 2, run, slopes);
  const lossAt = (at: number, by: number): number => {
    const nudged = viewWeights(shape, weights.all.slice());
    nudged.all[at] = (nudged.all[at] ?? 0) + by;
    return backpropagate(nudged, before, 2, run, viewWeights(shape)).loss;
  };
  for (let at = 0; at < weights.all.length; at += 1) {
    const measured = (lossAt(at, 1e-2) - lossAt(at, -1e-2)) / 2e-2;
    expect(slopes.all[at], `weight ${at}`).toBeCloseTo(measured, 2);
  }
});

test('a stretch that takes over the state goes on as the whole run', () => {
  const weights = drawWeights(shape, 4);
  const bits = new Float32Array(run.length);
  surpriseOfGru(weights, run, bits);
  const first = backpropagate(weights, new Float32Array(5), 4, run.slice(0, 3), viewWeights(shape));
  const second = backpropagate(weights, first.after, 1, run.slice(3), viewWeights(shape));
  const whole = bits.reduce((sum, one) => sum + one, 0);
  expect((first.loss + second.loss) / Math.LN2).toBeCloseTo(whole, 3);
});

test('a rhythm over five events is learned, the same for the same seed', () => {
  const rhythm = [Array.from({ length: 400 }, (_, at) => [0, 0, 1, 0, 2][at % 5] ?? 0)];
  const settings = { epochs: 12, stretch: 20, batch: 2, rate: 0.03, seed: 1 };
  const told: number[] = [];
  const weights = fitGru(rhythm, { alphabet: 3, hidden: 10 }, settings, (_, bits) => told.push(bits));
  expect(told.at(-1)).toBeLessThan(0.2);
  expect(told[0]).toBeGreaterThan(0.5);
  expect(fitGru(rhythm, { alphabet: 3, hidden: 10 }, settings).all).toEqual(weights.all);
});
