import { formatScore } from '../../ui/format-score.ts';
import { formatDay, formatMinute, formatShortDay } from '../../ui/format-time.ts';
import type { Timeline } from '../timeline/timeline-data.ts';

/** What the risk was at first and when, where it is now another by 0.1 or more; '' otherwise. */
export function tellEarlierRisk(timeline: Timeline): string {
  const last = timeline.buckets.findLast((bucket) => bucket.risk !== null);
  const first = timeline.buckets.find((bucket) => bucket.risk !== null);
  if (last?.risk == null || first?.risk == null || Math.abs(first.risk - last.risk) < 0.1) return '';
  const sameDay = formatDay(first.time) === formatDay(last.time);
  return `was ${formatScore(first.risk)} ${sameDay ? 'at' : 'on'} ${sameDay ? formatMinute(first.time) : formatShortDay(first.time)}`;
}
