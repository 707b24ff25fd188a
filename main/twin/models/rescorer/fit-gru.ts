import { seededRandom } from '../seeded-random.ts';
import { drawWeights, emptyStep, predictNext, takeStep, viewWeights } from './gru-network.ts';
import type { GruShape, GruStep, GruWeights } from './gru-network.ts';

/** How a network is learned. */
export interface GruSettings {
  epochs: number;
  /** Events worked back through at once. */
  stretch: number;
  /** Stretches whose slopes are summed before a step. */
  batch: number;
  rate: number;
  seed: number;
}

/** Slopes of the loss of one stretch of a run, which begins in state `before`; adds to `slopes`. @returns loss, nats */
export function backpropagate(
  weights: GruWeights,
  before: Float32Array,
  previous: number,
  run: ArrayLike<number>,
  slopes: GruWeights,
): { loss: number; after: Float32Array } {
  const { alphabet, hidden } = weights;
  const steps: GruStep[] = [];
  const expected: Float32Array[] = [];
  let loss = 0;
  let state = before;
  for (let at = 0; at < run.length; at += 1) {
    const step = emptyStep(hidden);
    takeStep(weights, state, at === 0 ? previous : (run[at - 1] ?? 0), step);
    const next = new Float32Array(alphabet);
    predictNext(weights, step.h, next);
    loss -= Math.log(Math.max(next[run[at] ?? 0] ?? 0, 1e-30));
    steps.push(step);
    expected.push(next);
    state = step.h;
  }
  let carried = new Float32Array(hidden);
  for (let at = run.length - 1; at >= 0; at -= 1) {
    const step = steps[at];
    const next = expected[at];
    if (!step || !next) break;
    next[run[at] ?? 0] = (next[run[at] ?? 0] ?? 0) - 1;
    slopeOfOutput(weights, step.h, next, carried, slopes);
    const earlier = at === 0 ? before : (steps[at - 1]?.h ?? before);
    carried = slopeOfStep(weights, earlier, at === 0 ? previous : (run[at - 1] ?? 0), step, carried, slopes);
  }
  return { loss, after: state };
}

/** Adds the slopes of the output layer, and to `carried` what the state owes for it. */
function slopeOfOutput(
  { alphabet, hidden, output }: GruWeights,
  state: Float32Array,
  errors: Float32Array,
  carried: Float32Array,
  slopes: GruWeights,
): void {
  for (let token = 0; token < alphabet; token += 1) {
    const error = errors[token] ?? 0;
    // What was as good as impossible teaches nothing.
    if (error < 1e-5 && error > -1e-5) continue;
    const row = token * hidden;
    slopes.outputBias[token] = (slopes.outputBias[token] ?? 0) + error;
    for (let unit = 0; unit < hidden; unit += 1) {
      slopes.output[row + unit] = (slopes.output[row + unit] ?? 0) + error * (state[unit] ?? 0);
      carried[unit] = (carried[unit] ?? 0) + error * (output[row + unit] ?? 0);
    }
  }
}

/** Adds the slopes of one step. @returns what the state before owes */
function slopeOfStep(
  { hidden, recurrent }: GruWeights,
  before: Float32Array,
  token: number,
  { z, r, n, q }: GruStep,
  carried: Float32Array,
  slopes: GruWeights,
): Float32Array<ArrayBuffer> {
  const owed = new Float32Array(hidden);
  const gates = new Float32Array(3 * hidden);
  const row = token * 3 * hidden;
  for (let unit = 0; unit < hidden; unit += 1) {
    const [update, reset, candidate, error] = [z[unit] ?? 0, r[unit] ?? 0, n[unit] ?? 0, carried[unit] ?? 0];
    const forN = error * (1 - update) * (1 - candidate * candidate);
    const forZ = error * ((before[unit] ?? 0) - candidate) * update * (1 - update);
    const forR = forN * (q[unit] ?? 0) * reset * (1 - reset);
    gates[unit] = forZ;
    gates[hidden + unit] = forR;
    gates[2 * hidden + unit] = forN * reset;
    slopes.input[row + unit] = (slopes.input[row + unit] ?? 0) + forZ;
    slopes.input[row + hidden + unit] = (slopes.input[row + hidden + unit] ?? 0) + forR;
    slopes.input[row + 2 * hidden + unit] = (slopes.input[row + 2 * hidden + unit] ?? 0) + forN;
    owed[unit] = error * update;
  }
  for (let gate = 0; gate < 3 * hidden; gate += 1) {
    const error = gates[gate] ?? 0;
    const from = gate * hidden;
    slopes.bias[gate] = (slopes.bias[gate] ?? 0) + error;
    for (let unit = 0; unit < hidden; unit += 1) {
      slopes.recurrent[from + unit] = (slopes.recurrent[from + unit] ?? 0) + error * (before[unit] ?? 0);
      owed[unit] = (owed[unit] ?? 0) + error * (recurrent[from + unit] ?? 0);
    }
  }
  return owed;
}

/** Steps by Adam (Kingma and Ba 2015) with the slope clipped to length 1. */
function makeAdam(weights: GruWeights): (slopes: Float32Array, events: number, rate: number) => void {
  const first = new Float32Array(weights.all.length);
  const second = new Float32Array(weights.all.length);
  let round = 0;
  return (slopes, events, rate) => {
    round += 1;
    let length = 0;
    for (const slope of slopes) length += (slope / events) ** 2;
    const scale = 1 / (events * Math.max(1, Math.sqrt(length)));
    const [warm1, warm2] = [1 - 0.9 ** round, 1 - 0.999 ** round];
    for (let at = 0; at < slopes.length; at += 1) {
      const slope = (slopes[at] ?? 0) * scale;
      const mean = 0.9 * (first[at] ?? 0) + 0.1 * slope;
      const square = 0.999 * (second[at] ?? 0) + 0.001 * slope * slope;
      first[at] = mean;
      second[at] = square;
      weights.all[at] = (weights.all[at] ?? 0) - (rate * (mean / warm1)) / (Math.sqrt(square / warm2) + 1e-8);
    }
  };
}

/**
 * Learns a network that predicts the next token of runs. Each run is worked through in stretches that hand on their state;
 * runs in an order drawn anew each epoch; the rate falls to a tenth along a cosine. Deterministic for a seed.
 * @param tell called after each epoch with the mean surprise, bits an event
 */
export function fitGru(
  runs: readonly ArrayLike<number>[],
  shape: GruShape,
  { epochs, stretch, batch, rate, seed }: GruSettings,
  tell: (epoch: number, bits: number) => void = () => {},
): GruWeights {
  const weights = drawWeights(shape, seed);
  const slopes = viewWeights(shape);
  const random = seededRandom(seed + 1);
  const step = makeAdam(weights);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const now = rate * (0.55 + 0.45 * Math.cos((Math.PI * epoch) / epochs));
    const order = runs.map((run) => ({ run, at: random() })).toSorted((left, right) => left.at - right.at);
    let [loss, events, pending, waiting] = [0, 0, 0, 0];
    for (const { run } of order) {
      let state: Float32Array = new Float32Array(shape.hidden);
      for (let from = 0; from < run.length; from += stretch) {
        const part = Array.prototype.slice.call(run, from, from + stretch) as number[];
        const previous = from === 0 ? shape.alphabet : (run[from - 1] ?? 0);
        const told = backpropagate(weights, state, previous, part, slopes);
        state = told.after;
        loss += told.loss;
        events += part.length;
        pending += part.length;
        waiting += 1;
        if (waiting < batch) continue;
        step(slopes.all, pending, now);
        slopes.all.fill(0);
        [pending, waiting] = [0, 0];
      }
    }
    tell(epoch, loss / Math.LN2 / Math.max(1, events));
  }
  return weights;
}
