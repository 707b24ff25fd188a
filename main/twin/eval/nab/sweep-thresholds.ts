import type { NabProfile } from './nab-profile.ts';
import { OUTSIDE, PROBATION } from './weigh-rows.ts';
import type { WeighedRows } from './weigh-rows.ts';

/** The one threshold that serves a whole corpus best, and what it earns. */
export interface BestThreshold {
  threshold: number;
  raw: number;
}

interface Row {
  score: number;
  worth: number;
  /** Key of the window over the corpus, {@link OUTSIDE} outside. */
  window: number;
}

/**
 * Finds the threshold with the highest raw score over all series, as upstream's optimiser does for every detector it
 * lists. It looks at the labels: the score at a threshold fixed beforehand belongs beside it.
 */
export function sweepThresholds(
  corpus: readonly { rows: WeighedRows; scores: ArrayLike<number> }[],
  profile: NabProfile,
): BestThreshold {
  const all: Row[] = [];
  const best = new Map<number, number>();
  let raw = 0;
  corpus.forEach(({ rows, scores }, series) => {
    rows.window.forEach((window, row) => {
      if (window === PROBATION) return;
      const key = window === OUTSIDE ? OUTSIDE : series * 4096 + window;
      if (key >= 0 && !best.has(key)) {
        best.set(key, -profile.falseNegative);
        raw -= profile.falseNegative;
      }
      all.push({ score: scores[row] ?? 0, worth: rows.worth[row] ?? 0, window: key });
    });
  });
  all.sort((a, b) => b.score - a.score);
  let found: BestThreshold = { threshold: Infinity, raw };
  all.forEach((row, index) => {
    if (row.window === OUTSIDE) raw += row.worth;
    else {
      const until = best.get(row.window) ?? 0;
      if (row.worth > until) {
        raw += row.worth - until;
        best.set(row.window, row.worth);
      }
    }
    const last = all[index + 1]?.score !== row.score;
    if (last && raw > found.raw) found = { threshold: row.score, raw };
  });
  return found;
}
