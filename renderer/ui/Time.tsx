import type { JSX } from 'react';
import { formatClock, formatDay, formatExactClock, formatMinute, formatShortDay } from './format-time.ts';
import { useLongSpan } from './long-span.ts';

/** An instant of the evidence in mono, UTC; with its day where the evidence spans several. All of it is in the title. */
export function Time({ micros, as = 'clock' }: { micros: number; as?: 'clock' | 'minute' | 'exact' }): JSX.Element {
  const long = useLongSpan();
  const format = { clock: formatClock, minute: formatMinute, exact: formatExactClock }[as];
  return (
    <time
      className="mono"
      dateTime={new Date(Math.floor(micros / 1000)).toISOString()}
      title={`${formatDay(micros)} ${formatExactClock(micros)} UTC`}
    >
      {long && as !== 'exact' ? `${formatShortDay(micros)} ${formatMinute(micros)}` : format(micros)}
    </time>
  );
}
