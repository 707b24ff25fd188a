/** Events of the stretch that is looked at closest. */
const STRETCH = 8;
/** What a window's worst stretch counts beside its mean. */
const STRETCH_SHARE = 0.5;
/** Bits that an act of full severity adds where it was never learned. */
const SEVERITY_BITS = 6;

/** How far a window is from its prediction. */
export interface WindowScore {
  /** Mean bits an event. */
  bits: number;
  /** Highest mean of a stretch of events. */
  worst: number;
  /** What windows are compared by: one number that grows with each of these and with the severity of what was never seen. */
  score: number;
}

/**
 * Scores a window from the surprise of its events: by the mean, which tells programs apart, and by the worst stretch, which
 * an attack within a busy service shows in.
 * @param bits surprise of each event, bits
 * @param severity summed over acts never learned, each 0 to 1
 */
export function scoreBits(bits: ArrayLike<number>, severity: number): WindowScore {
  const length = bits.length;
  if (length === 0) return { bits: 0, worst: 0, score: 0 };
  let sum = 0;
  let stretch = 0;
  let worst = 0;
  for (let at = 0; at < length; at++) {
    const one = bits[at] ?? 0;
    sum += one;
    stretch += one;
    if (at >= STRETCH) stretch -= bits[at - STRETCH] ?? 0;
    if (at >= STRETCH - 1 || at === length - 1) worst = Math.max(worst, stretch / Math.min(length, STRETCH));
  }
  const mean = sum / length;
  return { bits: mean, worst, score: mean + STRETCH_SHARE * worst + SEVERITY_BITS * Math.min(2, severity) };
}
