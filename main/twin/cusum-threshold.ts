import { Cusum } from './cusum.ts';

/** States the sum is cut into, and steps of the search. */
const STATES = 100;
const HALVINGS = 24;
/** Thresholds that are remembered: rates of VMs differ, and each costs ten milliseconds. */
const MOST_KNOWN = 2048;
/** Steps that doubles can still tell from never. */
const RAREST = 1e13;

/**
 * Mean steps between two false alarms of {@link Cusum} at a threshold, where p-values are the ranks among so many windows:
 * the sum as a Markov chain over slices of its range (Brook and Evans, Biometrika 1972).
 */
export function stepsBetweenAlarms(threshold: number, windows: number): number {
  const slice = threshold / STATES;
  const moves = new Map<number, number>();
  for (let rank = 1; rank <= windows + 1; rank++) {
    const move = Math.round((-Math.log(rank / (windows + 1)) - Cusum.ALLOWANCE) / slice);
    moves.set(move, (moves.get(move) ?? 0) + 1 / (windows + 1));
  }
  // (I − Q) L = 1: L[i] = steps until the alarm from slice i.
  const rows: Float64Array[] = [];
  for (let from = 0; from < STATES; from++) {
    const row = new Float64Array(STATES + 1);
    row[from] = 1;
    row[STATES] = 1;
    for (const [move, probability] of moves) {
      const to = Math.max(0, from + move);
      if (to < STATES) row[to] = (row[to] ?? 0) - probability;
    }
    rows.push(row);
  }
  const steps = solveFirst(rows);
  // So rare that the numbers cannot tell any more.
  return steps > 0 && steps < RAREST ? steps : Number.POSITIVE_INFINITY;
}

/** First unknown of a system of linear equations that is diagonally dominant: no pivots are needed. */
function solveFirst(rows: readonly Float64Array[]): number {
  const size = rows.length;
  for (let pivot = size - 1; pivot > 0; pivot--) {
    const lead = rows[pivot];
    if (lead === undefined) continue;
    for (let at = 0; at < pivot; at++) {
      const row = rows[at];
      const factor = (row?.[pivot] ?? 0) / (lead[pivot] ?? 1);
      if (row === undefined || factor === 0) continue;
      for (let column = 0; column < pivot; column++) row[column] = (row[column] ?? 0) - factor * (lead[column] ?? 0);
      row[size] = (row[size] ?? 0) - factor * (lead[size] ?? 0);
      row[pivot] = 0;
    }
  }
  const first = rows[0];
  return (first?.[size] ?? 0) / (first?.[0] ?? 1);
}

const known = new Map<string, number>();

/**
 * Threshold of {@link Cusum} at which quiet time raises an alarm once in so many steps on average.
 * @param steps mean steps between two false alarms, at least 10
 * @param windows windows that p-values are ranks among
 */
export function cusumThreshold(steps: number, windows: number): number {
  // Every VM asks the same: its own ring counts by powers of two, steps by a twentieth.
  const ranks = 2 ** Math.floor(Math.log2(Math.max(32, windows)));
  const wanted = 1.05 ** Math.round(Math.log(Math.max(10, steps)) / Math.log(1.05));
  const key = `${ranks} ${wanted}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  let low = 0.1;
  let high = 60;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (stepsBetweenAlarms(middle, ranks) < wanted) low = middle;
    else high = middle;
  }
  if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? '');
  known.set(key, high);
  return high;
}
