import { CircleX, ListMinus } from 'lucide-react';
import type { JSX } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';

/** What of a feed is not used: entries refused, rows that could not be read, each with its reason. */
export function LeftOut({ feed }: { feed: Pick<FeedRow, 'refused' | 'skipped'> }): JSX.Element | null {
  const { refused, skipped } = feed;
  if (refused.count === 0 && skipped.count === 0) return null;
  return (
    <div className="left-out">
      <Sample
        sample={refused}
        icon={<CircleX className="feed-failed" size={13} aria-hidden="true" />}
        title={refused.count === 1 ? '1 entry refused' : `${formatCount(refused.count)} entries refused`}
      />
      <Sample
        sample={skipped}
        icon={<ListMinus size={13} aria-hidden="true" />}
        title={skipped.count === 1 ? '1 row skipped' : `${formatCount(skipped.count)} rows skipped`}
      />
    </div>
  );
}

function Sample(props: { sample: FeedRow['refused']; icon: JSX.Element; title: string }): JSX.Element | null {
  const { count, examples } = props.sample;
  if (count === 0) return null;
  const more = count - examples.length;
  return (
    <details className="left-out-part">
      <summary>
        {props.icon}
        <span className="strong">{props.title}</span>
        <FirstExample example={examples[0]} />
      </summary>
      <ul>
        {examples.map(({ row, why }, index) => (
          <li key={`${String(index)} ${row}`}>
            <span className="mono left-out-row">
              <HostileText text={row} />
            </span>{' '}
            <span className="third">{why}</span>
          </li>
        ))}
        {more > 0 ? <li className="third">and {formatCount(more)} more</li> : null}
      </ul>
    </details>
  );
}

function FirstExample({
  example,
}: {
  example: FeedRow['refused']['examples'][number] | undefined;
}): JSX.Element | null {
  if (example === undefined) return null;
  return (
    <span className="third left-out-first">
      <HostileText text={`${example.row}: ${example.why}`} />
    </span>
  );
}
