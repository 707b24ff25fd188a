import type { TimeRule } from './policy.ts';

/** Days as they are written, Monday first. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const WHOLE = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const groups: Readonly<Record<string, readonly number[]>> = {
  weekdays: [0, 1, 2, 3, 4],
  weekend: [5, 6],
  daily: [0, 1, 2, 3, 4, 5, 6],
};

/** Numbers of `mon`, `fri-mon`, `weekdays`, Monday being 0; null for anything else. */
export function readDays(text: string): number[] | null {
  const written = text.trim().toLowerCase();
  if (Object.hasOwn(groups, written)) return [...(groups[written] ?? [])];
  const [first = '', last = first, ...more] = written.split('-').map((day) => day.trim());
  const from = dayOf(first);
  const to = dayOf(last);
  if (from < 0 || to < 0 || more.length > 0) return null;
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (from + index) % 7);
}

/** A day by its short name or its whole one; −1 for anything else. */
function dayOf(name: string): number {
  return DAYS.findIndex((day, place) => name === day || name === WHOLE[place]);
}

/** Minute of the day of `08:30`; `24:00` is the end of the day. Null for anything else. */
export function readClock(text: string): number | null {
  const match = /^([0-2]?\d):([0-5]\d)$/.exec(text.trim());
  const minute = Number(match?.[1]) * 60 + Number(match?.[2]);
  return match !== null && minute <= 1440 ? minute : null;
}

/** A time rule of `mon-fri 08:00-18:00 Europe/Berlin`, without a zone UTC; null for anything else. */
export function readTimeRule(text: string): TimeRule | null {
  const match = /^(?:([a-z,\s-]+?)\s+)?(\d\d?:\d\d)\s*-\s*(\d\d?:\d\d)(?:\s+([\w/+-]{1,40}))?$/i.exec(text.trim());
  if (match === null) return null;
  const days = new Set<number>();
  for (const part of (match[1] ?? 'daily').split(',')) {
    const read = readDays(part);
    if (read === null) return null;
    for (const day of read) days.add(day);
  }
  const from = readClock(match[2] ?? '');
  const to = readClock(match[3] ?? '');
  const zone = match[4] ?? 'UTC';
  if (from === null || to === null || !isZone(zone)) return null;
  return { days: [...days].sort((one, other) => one - other), from, to, zone };
}

/** Whether this machine knows an IANA zone of that name. */
export function isZone(name: string): boolean {
  return clockOf(name) !== null;
}

const clocks = new Map<string, Intl.DateTimeFormat | null>();

function clockOf(zone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  let clock: Intl.DateTimeFormat | null = null;
  try {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
  }
  // Zones come from texts of policies: what was asked for is remembered, within bounds.
  if (clocks.size > 200) clocks.clear();
  clocks.set(zone, clock);
  return clock;
}

/**
 * Whether a time is in a weekly window, by the clock on the wall of its zone: where summer time begins or ends, a window is as much shorter or
 * longer as the day. A window over midnight belongs to the day on which it begins; one that ends when it begins lasts all day.
 * @param time microseconds since the epoch
 */
export function isWithin({ days, from, to, zone }: TimeRule, time: number): boolean {
  const clock = clockOf(zone);
  if (clock === null) return false;
  let day = -1;
  let minute = 0;
  for (const { type, value } of clock.formatToParts(time / 1000)) {
    if (type === 'weekday') day = DAYS.findIndex((name) => name === value.toLowerCase().slice(0, 3));
    else if (type === 'hour') minute += Number(value) * 60;
    else if (type === 'minute') minute += Number(value);
  }
  if (from === to) return days.includes(day);
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
}
