import type { JSX } from 'react';
import { formatClock, formatDay, formatExactClock, formatMinute } from './format-time.ts';

/** An instant of the evidence in mono, UTC; the day and the microseconds stand in the title. */
export function Time({ micros, as = 'clock' }: { micros: number; as?: 'clock' | 'minute' | 'exact' }): JSX.Element {
  const format = { clock: formatClock, minute: formatMinute, exact: formatExactClock }[as];
  return (
    <time
      className="mono"
      dateTime={new Date(Math.floor(micros / 1000)).toISOString()}
      title={`${formatDay(micros)} ${formatExactClock(micros)} UTC`}
    >
      {format(micros)}
    </time>
  );
}
