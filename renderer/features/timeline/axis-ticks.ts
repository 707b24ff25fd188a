import { formatClock, formatExactClock, formatMinute, formatShortDay } from '../../ui/format-time.ts';

const second = 1e6;
const day = 86_400 * second;
const year = 365.25 * day;
const steps = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * 60 * second),
  ...[1, 2, 7, 30, 90].map((days) => days * day),
  ...[1, 2, 5, 10, 20, 50, 100, 500].map((years) => years * year),
];

/** Round times on an axis (microseconds), at most `most`, and the step between them. */
export function placeTicks(from: number, to: number, most: number): { ticks: number[]; step: number } {
  const length = to - from;
  const step = steps.find((candidate) => length / candidate <= most) ?? 1000 * year;
  const ticks: number[] = [];
  if (length <= 0) return { ticks, step };
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) ticks.push(time);
  return { ticks, step };
}

/** Words of a tick, as fine as the step between ticks asks. */
export function formatTick(time: number, step: number): string {
  if (step >= year) return String(new Date(Math.floor(time / 1000)).getUTCFullYear());
  if (step >= day) return formatShortDay(time);
  if (step >= 60 * second) return formatMinute(time);
  return step >= second ? formatClock(time) : formatExactClock(time).slice(0, 12);
}
