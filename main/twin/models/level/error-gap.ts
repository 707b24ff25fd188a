import { warmRate } from './level-gap.ts';
import type { LevelGap } from './level-gap.ts';

const SEEN = 0;
const LEVEL = 1;
const RECENT = 2;
const MEAN = 3;
const VARIANCE = 4;

/**
 * How far the recent mean error of a slow prediction is from its own past, in standard deviations: the anomaly
 * likelihood of Ahmad et al. (2017), with exponential windows.
 */
export class ErrorGap implements LevelGap {
  readonly state = new Float64Array(5);
  private readonly level: number;
  private readonly recent: number;
  private readonly past: number;

  /** @param level @param recent @param past share of the newest in the prediction, the recent and the past errors */
  constructor(level: number, recent: number, past: number) {
    this.level = level;
    this.recent = recent;
    this.past = past;
  }

  measure(value: number): number {
    const { state } = this;
    const seen = (state[SEEN] ?? 0) + 1;
    state[SEEN] = seen;
    if (seen === 1) {
      state[LEVEL] = value;
      return 0;
    }
    const level = state[LEVEL] ?? 0;
    const error = Math.abs(value - level);
    state[LEVEL] = level + warmRate(this.level, seen) * (value - level);
    const recent = (state[RECENT] ?? 0) + warmRate(this.recent, seen) * (error - (state[RECENT] ?? 0));
    state[RECENT] = recent;
    const deviation = Math.sqrt(state[VARIANCE] ?? 0);
    const gap = recent - (state[MEAN] ?? 0);
    const rate = warmRate(this.past, seen);
    state[MEAN] = (state[MEAN] ?? 0) + rate * gap;
    state[VARIANCE] = (1 - rate) * ((state[VARIANCE] ?? 0) + rate * gap * gap);
    return deviation > 0 ? Math.abs(gap) / deviation : 0;
  }
}
