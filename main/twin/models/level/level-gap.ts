/**
 * One way in which a value may depart from those before it: a distance of 0 or more in units of its own usual size, so
 * that 1 is as usual. Causal: a value is judged before it is learned from.
 */
export interface LevelGap {
  /** @param hour time of day as a share of it, [0, 1) */
  measure(value: number, hour: number): number;
  /** State as numbers, of one length for one kind. */
  readonly state: Float64Array;
}

/** Distance told where nothing ever varied and something does now. */
export const FIRST_CHANGE = 10;

/** Rate of a mean over all so far, until it is slower than wished: a start without a start value. */
export function warmRate(rate: number, seen: number): number {
  return Math.max(rate, 1 / seen);
}

/** A quantity in units of its usual size. */
export function inUnits(value: number, usual: number): number {
  if (usual > 0) return value / usual;
  return value > 0 ? FIRST_CHANGE : 0;
}
