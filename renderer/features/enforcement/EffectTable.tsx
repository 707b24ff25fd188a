import { TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { Change } from '../../../shared/contract/enforcement.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { thin } from '../../ui/thin-space.ts';
import { numberEach } from '../packets/number-each.ts';

type Effect = Change['effect'][number];

/** What was measured before a change and since; what got worse says so. */
export function EffectTable({ effect }: { effect: Change['effect'] }): JSX.Element {
  return (
    <table className="plain-table" aria-label="Effect so far">
      <thead>
        <tr>
          <th scope="col">Measured on</th>
          <th scope="col" className="numeric">
            Before
          </th>
          <th scope="col" className="numeric">
            Now
          </th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {numberEach(effect).map(({ number, item }) => (
          <tr key={number} className={item.harm ? 'effect-harm' : undefined}>
            <td>
              <HostileText text={item.what} />
            </td>
            <td className="numeric mono third">{tellMeasure(item.before, item.unit)}</td>
            <td className="numeric mono">{tellMeasure(item.now, item.unit)}</td>
            <td className="second">
              {item.harm ? (
                <span className="effect-harm-words">
                  <TriangleAlert size={13} aria-hidden="true" />
                  {tellDifference(item)}, worse than it may be
                </span>
              ) : (
                tellDifference(item)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function tellMeasure(value: number | null, unit: string): string {
  if (value === null) return 'not measured';
  if (unit === 'B/s') return `${formatBytes(value)}/s`;
  const figure = Math.abs(value) >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(2);
  return unit === '' ? figure : `${figure}${thin}${unit}`;
}

function tellDifference({ before, now, unit }: Effect): string {
  if (before === null || now === null) return 'cannot be told yet';
  const difference = now - before;
  if (Math.abs(difference) < 0.005) return 'none';
  return `${difference > 0 ? '+' : '−'}${tellMeasure(Math.abs(difference), unit)}`;
}
