import type { JSX } from 'react';
import { formatCount } from '../../ui/format-count.ts';

/** Flows started in each hour of the day, UTC. */
export function HoursChart({ hours }: { hours: readonly number[] }): JSX.Element {
  const peak = Math.max(1, ...hours);
  const total = hours.reduce((sum, flows) => sum + flows, 0);
  const busiest = hours.indexOf(peak);
  return (
    <figure className="hours">
      <figcaption className="text-caption third">
        Flows started in each hour, UTC; {formatCount(total)} in all
        {busiest < 0 ? '' : `, most from ${String(busiest).padStart(2, '0')}:00: ${formatCount(peak)}`}
      </figcaption>
      <ol className="hours-bars">
        {hours.map((flows, hour) => (
          <li key={`hour ${String(hour)}`} title={`${String(hour).padStart(2, '0')}:00, ${formatCount(flows)} flows`}>
            <span className="hours-bar" style={{ height: `${(flows / peak) * 100}%` }} />
            <span className="visually-hidden">
              {hour} h: {formatCount(flows)} flows
            </span>
          </li>
        ))}
      </ol>
      <div className="hours-axis mono third" aria-hidden="true">
        {['00', '06', '12', '18', '24'].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
    </figure>
  );
}
