import type { TimeWindow } from '../../../shared/units.ts';
import { shiftRange } from '../../ui/brush-range.ts';

/** Speeds of a replay, times the evidence's own, such that a session of `span` microseconds passes in bearable time. */
export function listSpeeds(span: number): number[] {
  const hours = span / 3_600e6;
  if (hours > 48) return [600, 3600, 36_000];
  return hours > 3 ? [60, 600, 3600] : [1, 10, 60];
}

/** The window after one step of a replay; the first is a twelfth of the session. Null once the end is reached. */
export function stepWindow(axis: TimeWindow, window: TimeWindow | null, step: number): TimeWindow | null {
  if (window === null) return { from: axis.from, to: axis.from + (axis.to - axis.from) / 12 };
  if (window.to >= axis.to) return null;
  return shiftRange(axis, window, step);
}
