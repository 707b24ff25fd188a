/** What the surprise of a run's events comes to, bits an event. */
export interface SurpriseSummary {
  mean: number;
  /** Mean with each event counted as {@link CLIP} bits at most: how much is unusual, not how unusual the oddest is. */
  clipped: number;
  /** Highest mean of so many events on end; of all where there are fewer. */
  worst: number;
  /** Where these begin. */
  worstAt: number;
}

/** Bits an event counts at most in {@link SurpriseSummary.clipped}. */
const CLIP = 8;

/** Sums up the surprise of a run. @param span events of the stretch that is looked for, at least 1 */
export function summariseSurprise(bits: Float32Array, span: number): SurpriseSummary {
  const summary: SurpriseSummary = { mean: 0, clipped: 0, worst: 0, worstAt: 0 };
  const length = Math.min(span, bits.length);
  if (length === 0) return summary;
  let stretch = 0;
  for (let index = 0; index < bits.length; index += 1) {
    const one = bits[index] ?? 0;
    summary.mean += one / bits.length;
    summary.clipped += Math.min(one, CLIP) / bits.length;
    stretch += one - (index >= length ? (bits[index - length] ?? 0) : 0);
    if (index >= length - 1 && stretch / length > summary.worst) {
      summary.worst = stretch / length;
      summary.worstAt = index - length + 1;
    }
  }
  return summary;
}
