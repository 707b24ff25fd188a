import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { formatScore } from '../../ui/format-score.ts';
import { formatDay, formatExactClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { FeedMark } from './FeedMark.tsx';
import { tellHalfLife, tellKind, tellState, tellWhen } from './feed-words.ts';

/** Columns of the list of feeds. `session`: where hits lead, null where none is open. */
export function feedColumns(options: {
  now: number;
  formats: readonly { id: string; title: string }[];
  session: string | null;
}): TableColumn<FeedRow>[] {
  const { now, formats, session } = options;
  return [
    {
      key: 'name',
      title: 'Feed',
      width: 'minmax(110px, 1.3fr)',
      sort: 'name',
      render: ({ settings }) => (
        <span className="strong feed-name">
          <HostileText text={settings.name} cut />
        </span>
      ),
    },
    {
      key: 'kind',
      title: 'Kind',
      width: 'minmax(90px, 1.2fr)',
      render: (feed) => (
        <span className="second" title={tellKind(feed, formats)}>
          {tellKind(feed, formats)}
        </span>
      ),
    },
    {
      key: 'indicators',
      title: 'Indicators',
      width: '76px',
      align: 'right',
      sort: 'indicators',
      descendingFirst: true,
      render: ({ indicators }) => <span className="mono">{formatShortCount(indicators)}</span>,
    },
    {
      key: 'fetched',
      title: 'Last fetch',
      width: '68px',
      align: 'right',
      sort: 'fetched',
      descendingFirst: true,
      render: ({ fetchedAt }) =>
        fetchedAt === null ? (
          <span className="third">never</span>
        ) : (
          <time className="mono second" title={`${formatDay(fetchedAt)} ${formatExactClock(fetchedAt)} UTC`}>
            {tellWhen(fetchedAt, now)}
          </time>
        ),
    },
    { key: 'state', title: 'State', width: 'minmax(150px, 2.3fr)', render: (feed) => <State feed={feed} now={now} /> },
    {
      key: 'weight',
      title: 'Weight',
      width: '84px',
      align: 'right',
      sort: 'weight',
      descendingFirst: true,
      render: (feed) => <Weight feed={feed} />,
    },
    {
      key: 'half-life',
      title: 'Half-life',
      width: '56px',
      align: 'right',
      render: ({ settings, isWarning }) => (
        <span className="second">{isWarning ? 'none' : tellHalfLife(settings.halfLife)}</span>
      ),
    },
    {
      key: 'licence',
      title: 'Licence',
      width: 'minmax(70px, 1fr)',
      render: ({ settings }) =>
        settings.licence === '' ? (
          <span className="third">not said</span>
        ) : (
          <span className="second">
            <HostileText text={settings.licence} cut />
          </span>
        ),
    },
    {
      key: 'hits',
      title: 'Hits',
      width: '52px',
      align: 'right',
      sort: 'hits',
      descendingFirst: true,
      render: (feed) => <Hits feed={feed} session={session} />,
    },
  ];
}

function State({ feed, now }: { feed: FeedRow; now: number }): JSX.Element {
  const bad = feed.health === 'kept' || feed.health === 'failed';
  const words = tellState(feed, now);
  return (
    <span className={bad ? 'feed-state' : 'feed-state second'}>
      <FeedMark feed={feed} />
      {/* A reason is read from its start. */}
      <span className="cut" title={words}>
        <HostileText text={words} />
      </span>
    </span>
  );
}

function Weight({ feed }: { feed: FeedRow }): JSX.Element {
  // What is ordinary has no weight: each list gives half of the way back.
  if (feed.isWarning) return <span className="second">to 0.5</span>;
  const { weight } = feed.settings;
  return (
    <span className="feed-weight">
      <span className="feed-weight-track" aria-hidden="true">
        <span style={{ width: `${weight * 100}%` }} />
      </span>
      <span className="mono">{formatScore(weight)}</span>
    </span>
  );
}

function Hits({ feed, session }: { feed: FeedRow; session: string | null }): JSX.Element {
  if (feed.settings.state !== 'trusted' || feed.isWarning) return <span className="third">–</span>;
  if (feed.hits === 0) return <span className="mono third">0</span>;
  const count = <span className="mono">{formatShortCount(feed.hits)}</span>;
  if (session === null) return count;
  return (
    <Link to="/session/$id" params={{ id: session }} search={{ tab: 'alerts' }} className="quiet" tabIndex={-1}>
      {count}
    </Link>
  );
}
