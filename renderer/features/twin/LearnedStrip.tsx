import type { JSX } from 'react';
import type { TwinSeries } from '../../../shared/contract/twin.ts';
import { shareOf } from '../../ui/brush-range.ts';
import { formatWindow } from '../../ui/format-time.ts';
import { joinStretches } from './join-stretches.ts';

type State = TwinSeries['learned'][number]['state'];

const words: Record<State, string> = {
  learned: 'learned from',
  'kept-out': 'kept out until you decide',
  rejected: 'rejected, never learned',
  incomplete: 'incomplete, not learned',
};

/** Under the chart, on its axis: what was learned from, and what was not. */
export function LearnedStrip({ series }: { series: TwinSeries }): JSX.Element {
  const parts = joinStretches(series);
  if (parts.length === 0) return <p className="twin-strip twin-strip-none third">nothing learned in this time</p>;
  return (
    <ul className="twin-strip" aria-label="Learned from">
      {parts.map(({ from, to, state }) => {
        const left = shareOf(series, from);
        const width = shareOf(series, to) - left;
        const text = `${words[state]} ${formatWindow(from, to)}`;
        return (
          <li
            key={`${String(from)} ${state}`}
            className={`twin-part twin-part-${state}`}
            title={text}
            style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
          >
            <span className="visually-hidden">{text}</span>
            <span aria-hidden="true" className="cut">
              {width > 0.08 ? words[state] : ''}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
