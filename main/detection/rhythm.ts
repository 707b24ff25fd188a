/** How regular a series of calls is. */
export interface Rhythm {
  /** Calls after those that belong together were joined. */
  calls: number;
  /** Median interval, microseconds. */
  period: number;
  /** Robust spread of the intervals over the period: 0 for clockwork, about 1 for chance. */
  jitter: number;
  /** Share of intervals that are pauses (over four periods long) and were left out of the spread. */
  paused: number;
}

const median = (sorted: readonly number[]): number => {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] ?? 0)
    : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
};

const ascending = (a: number, b: number): number => a - b;

/** A pause is this many periods of silence: the machine slept, or nobody called. */
const PAUSE = 4;

/**
 * Measures the rhythm of a series of instants.
 * Spread is 1.4826 times the median absolute deviation over the median, so a few late calls do not hide the rhythm.
 * @param times microseconds, in any order
 * @param join calls closer than this to the one before belong to it (parallel connections, parts of a page)
 */
export function measureRhythm(times: readonly number[], join: number): Rhythm {
  const sorted = [...times].sort(ascending);
  const gaps: number[] = [];
  let calls = 0;
  let began = Number.NEGATIVE_INFINITY;
  let previous = Number.NEGATIVE_INFINITY;
  for (const time of sorted) {
    if (time - previous >= join) {
      if (calls > 0) gaps.push(time - began);
      began = time;
      calls++;
    }
    previous = time;
  }
  if (gaps.length === 0) return { calls, period: 0, jitter: 1, paused: 0 };
  gaps.sort(ascending);
  const period = median(gaps);
  const steady = gaps.filter((gap) => gap <= PAUSE * period);
  const spread = median(steady.map((gap) => Math.abs(gap - period)).sort(ascending));
  return {
    calls,
    period,
    jitter: period === 0 ? 1 : (1.4826 * spread) / period,
    paused: (gaps.length - steady.length) / gaps.length,
  };
}

/**
 * Jitter that so many calls may have and still be no accident: few calls must be like clockwork, many may stray.
 * @param perCall what each call beyond the first allows
 */
export function allowedJitter(calls: number, perCall: number, most: number): number {
  return Math.min(most, perCall * (calls - 1));
}
