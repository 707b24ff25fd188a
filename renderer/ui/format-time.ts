const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** Time of day in UTC, `13:47:52`, of microseconds since the epoch. */
export function formatClock(micros: number): string {
  const date = new Date(Math.floor(micros / 1000));
  return `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
}

/** Time of day in UTC without seconds, `13:47`. */
export function formatMinute(micros: number): string {
  return formatClock(micros).slice(0, 5);
}

/** Time of day in UTC to the microsecond, `13:33:12.418204`. */
export function formatExactClock(micros: number): string {
  const whole = Math.floor(micros);
  return `${formatClock(whole)}.${pad(((whole % 1_000_000) + 1_000_000) % 1_000_000, 6)}`;
}

/** Day in UTC, `Thu 19 Nov 2026`. */
export function formatDay(micros: number): string {
  const date = new Date(Math.floor(micros / 1000));
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** Day without year and weekday, `19 Nov`. */
export function formatShortDay(micros: number): string {
  const date = new Date(Math.floor(micros / 1000));
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** A window on one line, `13:02 – 14:02`; with days where it crosses midnight, with seconds where it is short. */
export function formatWindow(from: number, to: number): string {
  const clock = to - from < 10 * 60e6 ? formatClock : formatMinute;
  if (formatDay(from) === formatDay(to)) return `${clock(from)} – ${clock(to)}`;
  const years = [from, to].map((time) => new Date(Math.floor(time / 1000)).getUTCFullYear());
  if (years[0] !== years[1]) return `${formatShortDay(from)} ${years[0]} – ${formatShortDay(to)} ${years[1]}`;
  return `${formatShortDay(from)} ${formatMinute(from)} – ${formatShortDay(to)} ${formatMinute(to)}`;
}
