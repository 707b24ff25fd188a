import type { JSX } from 'react';
import { Bytes } from '../../ui/Bytes.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatScore } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import type { Timeline } from './timeline-data.ts';

type Bucket = Timeline['buckets'][number];

/** The charts as a table. */
export function TimelineTable({ timeline }: { timeline: Timeline }): JSX.Element {
  const columns: readonly TableColumn<Bucket>[] = [
    { key: 'time', title: 'From', width: '80px', render: (bucket) => <Time micros={bucket.time} /> },
    { key: 'risk', title: 'Risk', width: '110px', render: (bucket) => <RiskCell risk={bucket.risk} /> },
    {
      key: 'persona',
      title: 'Most likely',
      width: 'minmax(140px, 1fr)',
      render: ({ personas }) => {
        if (personas === null) return <span className="third">nothing seen</span>;
        const top = personas.indexOf(Math.max(...personas));
        return (
          <>
            <HostileText text={timeline.labels[top]?.label ?? ''} /> {formatScore(personas[top] ?? null)}
          </>
        );
      },
    },
    {
      key: 'flows',
      title: 'Flows',
      width: '70px',
      align: 'right',
      render: ({ flows }) => <span className="mono">{formatCount(flows)}</span>,
    },
    { key: 'out', title: 'Out', width: '80px', align: 'right', render: ({ bytesOut }) => <Bytes value={bytesOut} /> },
    { key: 'in', title: 'In', width: '80px', align: 'right', render: ({ bytesIn }) => <Bytes value={bytesIn} /> },
  ];
  return (
    <div className="timeline-table">
      <DataTable
        label="Timeline as table"
        columns={columns}
        rowCount={timeline.buckets.length}
        rowAt={(index) => timeline.buckets[index]}
        keyOf={(bucket) => bucket.time}
        rowHeight={24}
      />
    </div>
  );
}
