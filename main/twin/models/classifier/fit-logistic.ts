import { FEATURES } from './hashed-grams.ts';
import type { SparseRow } from './hashed-grams.ts';

/** What a logistic regression learns from. */
export interface LabelledRow {
  row: SparseRow;
  malicious: boolean;
  /** How much the row counts. */
  weight: number;
}

/** Weights of a logistic regression: one a feature, then the bias. */
export type LogisticWeights = Float64Array;

/** Weighted sum of a row's features plus the bias: the log-odds that it is malicious. */
export function logOdds(weights: LogisticWeights, { indices, values }: SparseRow): number {
  let sum = weights[FEATURES] ?? 0;
  for (let at = 0; at < indices.length; at += 1) sum += (weights[indices[at] ?? 0] ?? 0) * (values[at] ?? 0);
  return sum;
}

/** Bound on the curvature of the loss, which is what a step may be long by. */
function curvature(rows: readonly LabelledRow[], l2: number): number {
  const longest = rows.reduce(
    (most, { row }) =>
      Math.max(
        most,
        row.values.reduce((sum, value) => sum + value * value, 1),
      ),
    1,
  );
  return longest / 4 + l2;
}

/**
 * Fits a logistic regression: weighted mean log loss + l2 ⁄ 2 · |w|², by Nesterov's accelerated gradient, restarted where
 * it turns back (O'Donoghue and Candès 2015). Deterministic. @param steps over all rows
 */
export function fitLogistic(rows: readonly LabelledRow[], l2: number, steps: number): LogisticWeights {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const step = 1 / curvature(rows, l2);
  // What no row has keeps the weight 0.
  const used = Uint16Array.from(new Set(rows.flatMap(({ row }) => [...row.indices])).add(FEATURES));
  const weights = new Float64Array(FEATURES + 1);
  const ahead = new Float64Array(FEATURES + 1);
  const slope = new Float64Array(FEATURES + 1);
  const moved = new Float64Array(FEATURES + 1);
  let momentum = 1;
  for (let round = 0; round < steps; round += 1) {
    slope.fill(0);
    for (const { row, malicious, weight } of rows) {
      const error = (weight / total) * (1 / (1 + Math.exp(-logOdds(ahead, row))) - (malicious ? 1 : 0));
      for (let at = 0; at < row.indices.length; at += 1) {
        const index = row.indices[at] ?? 0;
        slope[index] = (slope[index] ?? 0) + error * (row.values[at] ?? 0);
      }
      slope[FEATURES] = (slope[FEATURES] ?? 0) + error;
    }
    let turned = 0;
    for (const index of used) {
      const from = ahead[index] ?? 0;
      const down = (slope[index] ?? 0) + (index < FEATURES ? l2 * from : 0);
      const by = from - step * down - (weights[index] ?? 0);
      moved[index] = by;
      turned += down * by;
    }
    const grown = turned > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const carry = turned > 0 ? 0 : (momentum - 1) / grown;
    for (const index of used) {
      const by = moved[index] ?? 0;
      const now = (weights[index] ?? 0) + by;
      weights[index] = now;
      ahead[index] = now + carry * by;
    }
    momentum = grown;
  }
  return weights;
}
