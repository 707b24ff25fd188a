import type { TwinDetail, TwinSeries } from '../../../shared/contract/twin.ts';
import type { TimeWindow } from '../../../shared/units.ts';

/** One step of a series as a chart takes it; null where nothing was observed or predicted. */
export interface TwinPoint {
  time: number;
  /** The worst within the step where it is told, else its mean: a peak is not averaged away. */
  observed: number | null;
  /** The same from when departures are told; before that nothing was an alarm. */
  judged: number | null;
  predicted: number | null;
  band90: [low: number, high: number] | null;
  band50: [low: number, high: number] | null;
}

type Point = TwinSeries['points'][number];

function levelOf(point: Point): number | null {
  return point.worst ?? point.observed;
}

function band(low: number | null, high: number | null): [number, number] | null {
  return low === null || high === null ? null : [Math.max(0, low), high];
}

/** Steps as points in the middle of their stretch of time. `since`: when departures began to be told. */
export function toTwinPoints(series: TwinSeries, since: number): TwinPoint[] {
  return series.points.map((point) => ({
    time: point.time + series.step / 2,
    observed: levelOf(point),
    judged: point.time + series.step > since ? levelOf(point) : null,
    predicted: point.predicted,
    band90: band(point.low90, point.high90),
    band50: band(point.low50, point.high50),
  }));
}

/** Highest value that is drawn: observed, band or alarm line; 0 for none. */
export function peakOf(series: TwinSeries): number {
  return series.points.reduce(
    (peak, point) => Math.max(peak, levelOf(point) ?? 0, point.high90 ?? 0, point.predicted ?? 0),
    series.threshold ?? 0,
  );
}

/** Stretches of a series in which nothing was observed, for the hatch. */
export function findTwinGaps(series: TwinSeries): TimeWindow[] {
  const gaps: TimeWindow[] = [];
  for (const point of series.points) {
    if (levelOf(point) !== null) continue;
    const to = Math.min(series.to, point.time + series.step);
    const last = gaps.at(-1);
    if (last !== undefined && Math.abs(last.to - point.time) < series.step / 2) last.to = to;
    else gaps.push({ from: Math.max(series.from, point.time), to });
  }
  return gaps;
}

/** Why nothing was observed in a gap, as far as it is known. */
export function tellGap(gap: TimeWindow, learned: TwinSeries['learned']): string {
  const lost = learned.some(({ state, from, to }) => state === 'incomplete' && from < gap.to && to > gap.from);
  return lost ? 'lost on the way' : 'nothing observed';
}

/** Steps above the alarm line, and steps observed, from when departures began to be told. */
export function countAlarms(series: TwinSeries, since: number): { above: number; observed: number } {
  const judged = series.points.filter(({ time }) => time + series.step > since);
  const levels = judged.flatMap((point) => levelOf(point) ?? []);
  const { threshold } = series;
  return {
    above: threshold === null ? 0 : levels.filter((level) => level > threshold).length,
    observed: levels.length,
  };
}

/** The last step that was observed. */
export function latestOf(series: TwinSeries): Point | undefined {
  return series.points.findLast((point) => levelOf(point) !== null);
}

/** The step that departs most. */
export function worstOf(series: TwinSeries): Point | undefined {
  return series.points.reduce<Point | undefined>(
    (worst, point) => ((levelOf(point) ?? -1) > (worst === undefined ? -1 : (levelOf(worst) ?? -1)) ? point : worst),
    undefined,
  );
}

/**
 * When departures of a twin began to be told, 0 where that is longer ago than is known: it is told of the mode that
 * comes after learning alone.
 */
export function toldSince({ mode, modeSince }: Pick<TwinDetail, 'mode' | 'modeSince'>): number {
  return mode === 'watch' ? modeSince : 0;
}
