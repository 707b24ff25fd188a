import type { TimeWindow } from '../../shared/units.ts';
import type { StoredSeries } from '../store/resource-store.ts';

/**
 * Means of points by bucket; null where a bucket has none. A mean over a minute or more stands in every bucket it covers,
 * or a long window would show lone dots with gaps between them that are none.
 */
export function bucketMeans(
  { times, steps }: Pick<StoredSeries, 'times' | 'steps'>,
  values: readonly (number | null)[],
  window: TimeWindow,
  step: number,
  buckets: number,
): (number | null)[] {
  const sums = new Float64Array(buckets);
  const counts = new Uint32Array(buckets);
  for (const [index, time] of times.entries()) {
    const value = values[index];
    const bucket = Math.floor((time - window.from) / step);
    if (value === null || value === undefined) continue;
    const last = Math.max(bucket, Math.ceil((time + (steps[index] ?? 0) - window.from) / step) - 1);
    for (let at = Math.max(0, bucket); at <= Math.min(last, buckets - 1); at++) {
      sums[at] = (sums[at] ?? 0) + value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return Array.from(sums, (sum, bucket) => {
    const count = counts[bucket] ?? 0;
    return count === 0 ? null : sum / count;
  });
}
