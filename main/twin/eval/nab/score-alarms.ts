import type { NabProfile } from './nab-profile.ts';
import { OUTSIDE, PROBATION } from './weigh-rows.ts';
import type { WeighedRows } from './weigh-rows.ts';

/**
 * Raw NAB score of one series: each window counts its best alarm or a miss, each false alarm by itself.
 * @param scores anomaly score of each row; an alarm where it is `threshold` or more
 */
export function scoreAlarms(
  rows: WeighedRows,
  scores: ArrayLike<number>,
  threshold: number,
  profile: NabProfile,
): number {
  const best = new Map<number, number>();
  let total = 0;
  rows.window.forEach((window, row) => {
    const worth = rows.worth[row] ?? 0;
    if (window === PROBATION) return;
    if (window >= 0 && !best.has(window)) best.set(window, -profile.falseNegative);
    if ((scores[row] ?? 0) < threshold) return;
    if (window === OUTSIDE) total += worth;
    else best.set(window, Math.max(best.get(window) ?? -Infinity, worth));
  });
  for (const worth of best.values()) total += worth;
  return total;
}
