/** A wait for an answer: seconds that are left, and the part of the wait that is left, 0 to 1. */
export interface Countdown {
  seconds: number;
  share: number;
}

/**
 * How long an answer may still take; null where nothing waits. Times are microseconds; what is left is never less than nothing, and steps once
 * a second: the last second reads 1.
 */
export function countDown(change: { at: number; deadline: number | null }, now: number): Countdown | null {
  if (change.deadline === null) return null;
  const left = Math.max(0, change.deadline - now);
  const whole = Math.max(1, change.deadline - change.at);
  const seconds = Math.ceil(left / 1e6);
  return { seconds, share: Math.min(1, (seconds * 1e6) / whole) };
}

/** Seconds at which the countdown is told to those who do not see it: its start, 10 s and 5 s. */
export function tellsAt(seconds: number, first: number): boolean {
  return seconds === first || seconds === 10 || seconds === 5;
}
