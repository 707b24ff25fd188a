import { formatDay, formatMinute, formatShortDay } from '../../ui/format-time.ts';
import type { TimeWindow } from '../../../shared/units.ts';

const day = 86_400e6;
const minute = 60e6;

/** An instant as the value of a `datetime-local` field, read as UTC: `2026-11-19T13:33`. */
export function toField(micros: number): string {
  return new Date(Math.floor(micros / 1000)).toISOString().slice(0, 16);
}

/** The instant of such a field, microseconds; null where it holds none. */
export function readField(value: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u.test(value)) return null;
  const time = Date.parse(`${value.slice(0, 16)}:00Z`) * 1000;
  return Number.isFinite(time) && time >= 0 ? time : null;
}

/** The two times compared unless somebody chooses: now, and a day before it, or when the baseline began if that is later. */
export function chooseTimes(begin: number | null, now: number): TimeWindow {
  const before = now - day;
  const from = begin === null || begin < before ? before : begin;
  // Fields know whole minutes.
  return { from: Math.floor(Math.min(from, now - minute) / minute) * minute, to: now };
}

/** The earlier time as a heading says it: `13:02`, `Tuesday 13:02` within a week, `2 Nov`. */
export function tellSince(from: number, now: number): string {
  if (formatDay(from) === formatDay(now)) return formatMinute(from);
  if (now - from < 6 * day) {
    const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(from / 1000);
    return `${weekday} ${formatMinute(from)}`;
  }
  return formatShortDay(from);
}
