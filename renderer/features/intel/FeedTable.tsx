import { type JSX, useMemo } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import type { TableSort } from '../../ui/table-column.ts';
import { feedColumns } from './feed-columns.tsx';

const rowHeight = 26;

/** All feeds, each with its state and the reason where it is not fine. It takes the room of its rows, up to half. */
export function FeedTable(props: {
  feeds: readonly FeedRow[];
  formats: readonly { id: string; title: string }[];
  /** Microseconds since the epoch. */
  now: number;
  session: string | null;
  sort: TableSort | undefined;
  onSort: (sort: TableSort) => void;
  selected: string | null;
  onSelect: (feed: FeedRow) => void;
}): JSX.Element {
  const { feeds, now, formats, session } = props;
  const columns = useMemo(() => feedColumns({ now, formats, session }), [now, formats, session]);
  return (
    <section className="intel-feeds" aria-label="Feeds" style={{ height: 28 + feeds.length * rowHeight }}>
      <DataTable
        label="Feeds"
        columns={columns}
        rowCount={feeds.length}
        rowAt={(index) => feeds[index]}
        keyOf={({ settings }) => settings.id}
        rowHeight={rowHeight}
        sort={props.sort}
        onSort={props.onSort}
        selected={props.selected}
        onSelect={props.onSelect}
        rowClass={({ health }) => (health === 'kept' || health === 'failed' ? 'feed-row-bad' : '')}
        minWidth={860}
        primary
      />
    </section>
  );
}
