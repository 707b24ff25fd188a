import { upperTail } from '../../models/upper-tail.ts';

const WINDOW = 6400;
const STEP = 100;

function moments(values: readonly number[]): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance) || 1e-6];
}

/**
 * NAB's baseline of the same name: one minus the normal tail of a value under the mean and deviation of the last 6,400,
 * which move on by 100. It stands here to check the scorer against upstream's published figures.
 */
export function windowedGaussian(values: Float64Array): Float64Array {
  const scores = new Float64Array(values.length);
  let window: number[] = [];
  let buffer: number[] = [];
  let [mean, deviation] = [0, 1];
  let [sum, squares] = [0, 0];
  values.forEach((value, row) => {
    if (window.length > 0) scores[row] = 1 - upperTail(Math.abs(value - mean) / deviation);
    if (window.length < WINDOW) {
      window.push(value);
      sum += value;
      squares += value * value;
      mean = sum / window.length;
      deviation = Math.sqrt(Math.max(0, squares / window.length - mean * mean)) || 1e-6;
      return;
    }
    buffer.push(value);
    if (buffer.length < STEP) return;
    window = [...window.slice(STEP), ...buffer];
    buffer = [];
    [mean, deviation] = moments(window);
  });
  return scores;
}
