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
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
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

/** ln of n!, by Stirling's series beyond the first few. */
function logFactorial(n: number): number {
  let sum = 0;
  if (n < 16) {
    for (let k = 2; k <= n; k++) sum += Math.log(k);
    return sum;
  }
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n);
}

/**
 * How little chance explains a rhythm: −log10 of the probability that calls at random times (a Poisson process) had
 * half of their intervals as close to the median as was seen, among as many series as were looked at.
 * An interval falls within ±x of the median, relative to it, with probability of about ln 2 · x; the spread is
 * 1.4826 times the x that half of them keep.
 * @param series how many series were looked at beside this one: who looks at many finds regular ones by luck
 */
export function evidenceOf(rhythm: Rhythm, series: number): number {
  const intervals = Math.round((rhythm.calls - 1) * (1 - rhythm.paused));
  if (intervals < 2) return 0;
  // No clock is better than this; it keeps a handful of equal intervals from being proof.
  const close = Math.max(0.01, (Math.LN2 * Math.min(rhythm.jitter, 1.4)) / 1.4826);
  const half = Math.floor(intervals / 2) + 1;
  const ways = logFactorial(intervals) - logFactorial(half) - logFactorial(intervals - half);
  const chance = (ways + half * Math.log(Math.min(1, close))) / Math.LN10;
  return Math.max(0, -chance - Math.log10(Math.max(1, series)));
}
