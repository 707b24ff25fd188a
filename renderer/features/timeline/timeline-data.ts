import type { AnswerOf } from '../../data/queries.ts';
import { formatMinute } from '../../ui/format-time.ts';
import { formatScore } from '../../ui/format-score.ts';

/** Persona, risk and volume over time, as the engine tells it. */
export type Timeline = AnswerOf<'subject.timeline'>;

/** One bucket as a chart takes it: persona probabilities under `p0`, `p1` …; null where nothing was seen. */
export interface TimelinePoint {
  time: number;
  risk: number | null;
  /** The risk again where it is high, for the heavier stroke. */
  hot: number | null;
  bytesOut: number;
  bytesIn: number;
  flows: number;
  [persona: `p${number}`]: number | null;
}

const high = 0.695;

/** Buckets as points. A point beside a high one keeps its heavy stroke up to the crossing. */
export function toPoints(timeline: Timeline): TimelinePoint[] {
  return timeline.buckets.map((bucket) => {
    const point: TimelinePoint = {
      time: bucket.time + timeline.step / 2,
      risk: bucket.risk,
      hot: bucket.risk !== null && bucket.risk >= high ? bucket.risk : null,
      bytesOut: bucket.bytesOut,
      bytesIn: bucket.bytesIn,
      flows: bucket.flows,
    };
    for (const [index] of timeline.labels.entries()) point[`p${index}`] = bucket.personas?.[index] ?? null;
    return point;
  });
}

/** A stretch without data. */
export interface Gap {
  from: number;
  to: number;
}

/** Stretches where nothing was seen, for the hatch. */
export function findGaps(timeline: Timeline): Gap[] {
  const gaps: Gap[] = [];
  for (const bucket of timeline.buckets) {
    if (bucket.personas !== null) continue;
    const last = gaps.at(-1);
    if (last !== undefined && Math.abs(last.to - bucket.time) < timeline.step / 2)
      last.to = bucket.time + timeline.step;
    else gaps.push({ from: bucket.time, to: bucket.time + timeline.step });
  }
  return gaps;
}

/** Index of the last bucket with personas, -1 for none. */
export function lastSeen(timeline: Timeline): number {
  return timeline.buckets.findLastIndex((bucket) => bucket.personas !== null);
}

/** The charts in one sentence, made from their data. */
export function tellTimeline(timeline: Timeline): string {
  const scored = timeline.buckets.filter((bucket) => bucket.risk !== null);
  const first = scored[0];
  const last = scored.at(-1);
  if (first === undefined || last === undefined) return 'Nothing was scored in this time.';
  const worst = scored.reduce((a, b) => ((b.risk ?? 0) > (a.risk ?? 0) ? b : a));
  const shares = timeline.buckets[lastSeen(timeline)]?.personas ?? [];
  const top = shares.reduce((best, share, index) => (share > (shares[best] ?? 0) ? index : best), 0);
  const persona = timeline.labels[top];
  const span = `Risk ${formatScore(first.risk)} at ${formatMinute(first.time)}, ${formatScore(last.risk)} at ${formatMinute(last.time)}, highest ${formatScore(worst.risk)} at ${formatMinute(worst.time)}`;
  return persona === undefined
    ? `${span}.`
    : `${span}; most likely ${persona.label}, ${formatScore(shares[top] ?? 0)} at the end.`;
}
