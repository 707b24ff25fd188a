import { formatClock, formatExactClock, formatMinute, formatShortDay } from '../../ui/format-time.ts';

/** Label of an axis tick, as fine as the step between ticks (microseconds) asks. */
export function formatTick(time: number, step: number): string {
  if (step >= 86_400e6) return formatShortDay(time);
  if (step >= 60e6) return formatMinute(time);
  return step >= 1e6 ? formatClock(time) : formatExactClock(time);
}
