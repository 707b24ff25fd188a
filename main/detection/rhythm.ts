/** How regular a series of calls is. */
export interface Rhythm {
  /** Calls after those that belong together were joined. */
  calls: number;
  /** Median interval, microseconds. */
  period: number;
  /** Robust spread of the intervals over the period: 0 for clockwork, about 1 for chance. */
  jitter: number;
  /** ln of the mean interval less the mean of their ln: 0 for equal intervals, 0.58 for chance. */
  unevenness: number;
  /** Share of intervals that are pauses (over four periods long) and were left out of the spread. */
  paused: number;
}

const median = (sorted: readonly number[]): number => {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
};

const ascending = (a: number, b: number): number => a - b;

function unevennessOf(gaps: readonly number[]): number {
  let sum = 0;
  let logs = 0;
  for (const gap of gaps) {
    sum += gap;
    logs += Math.log(Math.max(1, gap));
  }
  return Math.max(0, Math.log(Math.max(1, sum / gaps.length)) - logs / gaps.length);
}

/** A pause is this many periods of silence: the machine slept, or nobody called. */
const PAUSE = 4;

/**
 * Measures the rhythm of a series of instants.
 * Spread is 1.4826 times the median absolute deviation over the median, so a few late calls do not hide the rhythm.
 * @param times microseconds, in any order
 * @param join calls closer than this to the one before belong to it (parallel connections, parts of a page)
 */
export function measureRhythm(times: Iterable<number>, join: number): Rhythm {
  const sorted = Float64Array.from(times).sort();
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
  if (gaps.length === 0) return { calls, period: 0, jitter: 1, unevenness: 1, paused: 0 };
  gaps.sort(ascending);
  const period = median(gaps);
  const steady = gaps.filter((gap) => gap <= PAUSE * period);
  const spread = median(steady.map((gap) => Math.abs(gap - period)).sort(ascending));
  return {
    calls,
    period,
    jitter: period === 0 ? 1 : (1.4826 * spread) / period,
    unevenness: unevennessOf(gaps),
    paused: (gaps.length - steady.length) / gaps.length,
  };
}

/** ln of n!, also between whole numbers, by Stirling's series; off by less than 0.003 from 1 on. */
function logFactorial(n: number): number {
  if (n <= 0) return 0;
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n);
}

/** −log10 of the chance that half of so many random intervals keep as close to their median as the spread says. */
function evidenceOfCloseness(intervals: number, jitter: number): number {
  // An interval falls within ±x of the median, relative to it, with a probability of about ln 2 · x; the spread is
  // 1.4826 times the x that half of them keep. No clock is better than 1 %.
  const close = Math.max(0.01, (Math.LN2 * Math.min(jitter, 1.4)) / 1.4826);
  const half = Math.floor(intervals / 2) + 1;
  const ways = logFactorial(intervals) - logFactorial(half) - logFactorial(intervals - half);
  const chance = ways + half * Math.log(Math.min(1, close));
  // The median is chosen among the intervals themselves: as many tries.
  return -chance / Math.LN10 - Math.log10(intervals);
}

/**
 * −log10 of the chance that random intervals are as even, by the likelihood ratio of a gamma distribution against an
 * exponential one (its shape estimated after Minka). Sharper than closeness where no interval is far out.
 */
function evidenceOfEvenness(intervals: number, unevenness: number): number {
  const s = Math.max(1e-5, unevenness);
  const shape = (3 - s + Math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s);
  if (shape <= 1) return 0;
  const gain =
    intervals * (shape * Math.log(shape) - logFactorial(shape) + Math.log(shape) - (shape - 1) * s - shape + 1);
  // Tail of the chi-squared distribution with one degree of freedom, one side of it.
  return gain <= 1 ? 0 : (gain + 0.5 * Math.log(Math.PI * gain)) / Math.LN10 + 0.3;
}

/**
 * How little chance explains a rhythm: −log10 of the probability that calls at random times (a Poisson process) were
 * as regular, by the better of two tests.
 * @param series how many series were looked at beside this one: who looks at many finds regular ones by luck
 */
export function evidenceOf(rhythm: Rhythm, series: number): number {
  const intervals = rhythm.calls - 1;
  const steady = Math.round(intervals * (1 - rhythm.paused));
  if (steady < 3) return 0;
  const best = Math.max(evidenceOfCloseness(steady, rhythm.jitter), evidenceOfEvenness(intervals, rhythm.unevenness));
  return Math.max(0, best - Math.log10(2 * Math.max(1, series)));
}
