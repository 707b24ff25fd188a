import { inUnits, warmRate } from './level-gap.ts';
import type { LevelGap } from './level-gap.ts';

const USUAL_RATE = 0.001;
const SEEN = 0;
const FAST = 1;
const SLOW = 2;
const USUAL = 3;

/** Gap between a fast and a slow exponential mean: a level that moved and stays. */
export class TrendGap implements LevelGap {
  readonly state = new Float64Array(4);
  private readonly fast: number;
  private readonly slow: number;

  /** @param fast @param slow share of the newest value in each mean */
  constructor(fast: number, slow: number) {
    this.fast = fast;
    this.slow = slow;
  }

  measure(value: number): number {
    const { state } = this;
    const seen = (state[SEEN] ?? 0) + 1;
    state[SEEN] = seen;
    if (seen === 1) {
      state[FAST] = value;
      state[SLOW] = value;
      return 0;
    }
    const fast = (state[FAST] ?? 0) + warmRate(this.fast, seen) * (value - (state[FAST] ?? 0));
    const slow = state[SLOW] ?? 0;
    const usual = state[USUAL] ?? 0;
    const gap = Math.abs(fast - slow);
    state[FAST] = fast;
    state[SLOW] = slow + warmRate(this.slow, seen) * (value - slow);
    state[USUAL] = usual + warmRate(USUAL_RATE, seen) * (gap - usual);
    return inUnits(gap, usual);
  }
}
