import type { Timeline } from '../timeline/timeline-data.ts';

/** The first risk of the session and its time, where the last one differs from it by 0.1 or more; null otherwise. */
export function tellEarlierRisk(timeline: Timeline): { risk: number; time: number } | null {
  const last = timeline.buckets.findLast((bucket) => bucket.risk !== null);
  const first = timeline.buckets.find((bucket) => bucket.risk !== null);
  if (last?.risk == null || first?.risk == null || Math.abs(first.risk - last.risk) < 0.1) return null;
  return { risk: first.risk, time: first.time };
}
