import { seededRandom } from '../seeded-random.ts';

/** Shape of a network: tokens 0 to `alphabet` − 1 and how many numbers it remembers. */
export interface GruShape {
  alphabet: number;
  hidden: number;
}

/** All weights, one after the other in one array, and views of its parts. */
export interface GruWeights extends GruShape {
  all: Float32Array;
  /** What a token adds to the gates z, r and n: a row of 3 × hidden each; the last row is the start of a run. */
  input: Float32Array;
  /** From the state to the gates, row by row, 3 × hidden rows. */
  recurrent: Float32Array;
  /** Added with the state's part of the gates: the reset gate reaches it too. */
  bias: Float32Array;
  /** From the state to the token expected next, a row a token. */
  output: Float32Array;
  outputBias: Float32Array;
}

/** Views of weights that lie in one array; all zeroes where none is given. */
export function viewWeights({ alphabet, hidden }: GruShape, all?: Float32Array): GruWeights {
  const gates = 3 * hidden;
  const sizes = [(alphabet + 1) * gates, gates * hidden, gates, alphabet * hidden, alphabet];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const array = all ?? new Float32Array(total);
  if (array.length !== total) throw new RangeError(`${array.length} weights for ${total}`);
  let from = 0;
  const [input, recurrent, bias, output, outputBias] = sizes.map((size) => array.subarray(from, (from += size)));
  if (!input || !recurrent || !bias || !output || !outputBias) throw new RangeError('A network without parts');
  return { alphabet, hidden, all: array, input, recurrent, bias, output, outputBias };
}

/** Weights to begin with: uniform within ± 1 ⁄ √hidden, as is usual. */
export function drawWeights(shape: GruShape, seed: number): GruWeights {
  const weights = viewWeights(shape);
  const random = seededRandom(seed);
  const reach = 1 / Math.sqrt(shape.hidden);
  for (const part of [weights.input, weights.recurrent, weights.output]) {
    part.forEach((_, at) => (part[at] = (2 * random() - 1) * reach));
  }
  return weights;
}

/** Values on the way of one step, kept for learning. */
export interface GruStep {
  /** Update gate, reset gate, candidate, the state's part of the candidate, state. */
  z: Float32Array;
  r: Float32Array;
  n: Float32Array;
  q: Float32Array;
  h: Float32Array;
}

/** Room for a step. */
export function emptyStep(hidden: number): GruStep {
  const row = (): Float32Array => new Float32Array(hidden);
  return { z: row(), r: row(), n: row(), q: row(), h: row() };
}

/**
 * One step of a gated recurrent unit (Cho et al. 2014, in the form of ONNX's operator GRU with linear_before_reset = 1):
 * h' = (1 − z) n + z h, n = tanh(x + r (R h + b)).
 * @param token what came last; `alphabet` at the start of a run
 */
export function takeStep(weights: GruWeights, before: Float32Array, token: number, into: GruStep): void {
  const { hidden, input, recurrent, bias } = weights;
  const row = token * 3 * hidden;
  const { z, r, n, q, h } = into;
  for (let unit = 0; unit < hidden; unit += 1) {
    let [forZ, forR, forN] = [bias[unit] ?? 0, bias[hidden + unit] ?? 0, bias[2 * hidden + unit] ?? 0];
    const [rowZ, rowR, rowN] = [unit * hidden, (hidden + unit) * hidden, (2 * hidden + unit) * hidden];
    for (let from = 0; from < hidden; from += 1) {
      const value = before[from] ?? 0;
      forZ += (recurrent[rowZ + from] ?? 0) * value;
      forR += (recurrent[rowR + from] ?? 0) * value;
      forN += (recurrent[rowN + from] ?? 0) * value;
    }
    const update = 1 / (1 + Math.exp(-forZ - (input[row + unit] ?? 0)));
    const reset = 1 / (1 + Math.exp(-forR - (input[row + hidden + unit] ?? 0)));
    const candidate = Math.tanh((input[row + 2 * hidden + unit] ?? 0) + reset * forN);
    z[unit] = update;
    r[unit] = reset;
    q[unit] = forN;
    n[unit] = candidate;
    h[unit] = (1 - update) * candidate + update * (before[unit] ?? 0);
  }
}

/** Probability of each token to come next, given the state. @param into as long as the alphabet */
export function predictNext(
  { alphabet, hidden, output, outputBias }: GruWeights,
  state: Float32Array,
  into: Float32Array,
): void {
  let most = -Infinity;
  for (let token = 0; token < alphabet; token += 1) {
    let sum = outputBias[token] ?? 0;
    const row = token * hidden;
    for (let unit = 0; unit < hidden; unit += 1) sum += (output[row + unit] ?? 0) * (state[unit] ?? 0);
    into[token] = sum;
    if (sum > most) most = sum;
  }
  let total = 0;
  for (let token = 0; token < alphabet; token += 1) {
    const share = Math.exp((into[token] ?? 0) - most);
    into[token] = share;
    total += share;
  }
  for (let token = 0; token < alphabet; token += 1) into[token] = (into[token] ?? 0) / total;
}

/** Surprise of each event of a run in bits. @param run tokens of the alphabet @param into as long as the run */
export function surpriseOfGru(weights: GruWeights, run: ArrayLike<number>, into: Float32Array): void {
  let [step, spare] = [emptyStep(weights.hidden), emptyStep(weights.hidden)];
  const expected = new Float32Array(weights.alphabet);
  for (let at = 0; at < run.length; at += 1) {
    takeStep(weights, step.h, at === 0 ? weights.alphabet : (run[at - 1] ?? 0), spare);
    [step, spare] = [spare, step];
    predictNext(weights, step.h, expected);
    into[at] = -Math.log2(Math.max(expected[run[at] ?? 0] ?? 0, 1e-30));
  }
}
