import { inUnits, warmRate } from './level-gap.ts';
import type { LevelGap } from './level-gap.ts';

const USUAL_RATE = 0.001;
/** Values before the usual distance is worth comparing with. */
const FEWEST = 50;
const RECENT = 0;
const USUAL = 1;
const SEEN = 2;
const HEAD = 3;

/** Gap to the mean of the same time of day on the days before. */
export class SeasonGap implements LevelGap {
  readonly state: Float64Array;
  private readonly bins: number;
  private readonly rate: number;
  private readonly smooth: number;

  /**
   * @param bins a day is cut into
   * @param rate share of the newest value in the mean of its bin
   * @param smooth share of the newest gap in the one that is told
   */
  constructor(bins: number, rate: number, smooth: number) {
    this.bins = bins;
    this.rate = rate;
    this.smooth = smooth;
    this.state = new Float64Array(HEAD + 2 * bins);
  }

  /** Mean at a time of day, null where none was seen yet. */
  expected(hour: number): number | null {
    const bin = Math.floor(hour * this.bins);
    return (this.state[HEAD + this.bins + bin] ?? 0) > 0 ? (this.state[HEAD + bin] ?? 0) : null;
  }

  measure(value: number, hour: number): number {
    const { state } = this;
    const mean = HEAD + Math.floor(hour * this.bins);
    const count = mean + this.bins;
    const times = state[count] ?? 0;
    state[count] = times + 1;
    if (times === 0) {
      state[mean] = value;
      return 0;
    }
    const error = value - (state[mean] ?? 0);
    const recent = (state[RECENT] ?? 0) + this.smooth * (error - (state[RECENT] ?? 0));
    const seen = (state[SEEN] ?? 0) + 1;
    const usual = state[USUAL] ?? 0;
    const gap = Math.abs(recent);
    state[RECENT] = recent;
    state[SEEN] = seen;
    state[USUAL] = usual + warmRate(USUAL_RATE, seen) * (gap - usual);
    state[mean] = (state[mean] ?? 0) + warmRate(this.rate, times + 1) * error;
    return seen > FEWEST + 1 ? inUnits(gap, usual) : 0;
  }
}
