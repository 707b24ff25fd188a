import type { TwinSeries } from '../../../shared/contract/twin.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { shareOf } from '../../ui/brush-range.ts';
import type { RankedWindow } from './rank-windows.ts';

/** A number over the chart: where its window is, as shares of width and height from the upper left corner. */
export interface WindowMark {
  ranked: RankedWindow;
  left: number;
  top: number;
}

/** Marks on one chart; further windows stand in the list alone. */
const most = 9;

/**
 * Places the numbers of a channel's windows over the peak of the step each lies in. A mark that would lie on a worse
 * one is left out. `top`: top of the scale; `width`: pixels of the plot; `size`: of a mark.
 */
export function placeMarks(
  ranked: readonly RankedWindow[],
  series: TwinSeries,
  scale: { top: number; width: number; size: number },
): WindowMark[] {
  const marks: WindowMark[] = [];
  for (const one of ranked) {
    const { window } = one;
    if (window.channel !== series.channel || window.to < series.from || window.from >= series.to) continue;
    const point = findPeak(series, window);
    const level = point?.worst ?? point?.observed ?? window.bits;
    const time = point === undefined ? window.from : point.time + series.step / 2;
    const left = shareOf(series, time);
    if (marks.some((mark) => Math.abs(mark.left - left) * scale.width < scale.size)) continue;
    marks.push({ ranked: one, left, top: 1 - Math.min(1, level / scale.top) });
    if (marks.length === most) break;
  }
  return marks;
}

/** The highest step in which a window lies, or beside it: a window may be told at its end. */
function findPeak(series: TwinSeries, window: TimeWindow): TwinSeries['points'][number] | undefined {
  const { step } = series;
  let peak: TwinSeries['points'][number] | undefined;
  for (const point of series.points) {
    if (window.from >= point.time + 2 * step || window.to < point.time - step) continue;
    if (peak === undefined || (point.worst ?? -1) > (peak.worst ?? -1)) peak = point;
  }
  return peak;
}
