/**
 * Grades a quantity: `low` at `from`, `high` at `to`, along the logarithm between, held outside.
 * Ten more of twenty says much, ten more of two thousand nothing.
 */
export function gradeByLog(value: number, from: number, to: number, low: number, high: number): number {
  if (value <= from) return low;
  if (value >= to) return high;
  return low + ((high - low) * Math.log(value / from)) / Math.log(to / from);
}

/** Holds a score within 0 and 0.99: no signal alone is certain. */
export function clampScore(score: number): number {
  return Math.min(0.99, Math.max(0, score));
}
