import type { JSX } from 'react';
import type { z } from 'zod';
import type { packetRowSchema } from '../../../shared/contract/flow.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatExactClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';

type PacketRow = z.infer<typeof packetRowSchema>;

const columns: readonly TableColumn<PacketRow>[] = [
  {
    key: 'index',
    title: 'No.',
    width: '44px',
    align: 'right',
    render: (row) => (
      <span className="mono third" title={`frame ${formatCount(row.frame)} of its file`}>
        {formatCount(row.index + 1)}
      </span>
    ),
  },
  {
    key: 'way',
    title: '',
    label: 'Direction',
    width: '14px',
    render: (row) => (
      <span role="img" aria-label={row.outbound ? 'out' : 'in'}>
        {row.outbound ? '→' : '←'}
      </span>
    ),
  },
  {
    key: 'time',
    title: 'Time',
    width: '112px',
    render: (row) => <span className="mono">{formatExactClock(row.time)}</span>,
  },
  {
    key: 'length',
    title: 'Bytes',
    width: '48px',
    align: 'right',
    render: (row) => <span className="mono">{formatCount(row.length)}</span>,
  },
  {
    key: 'info',
    title: 'Info',
    width: 'minmax(80px, 1fr)',
    render: (row) => <HostileText text={row.info} cut />,
  },
];

/** The packets of a flow as a list; `rows` are those from `first` on, of `total`. */
export function PacketList(props: {
  rows: readonly PacketRow[];
  first: number;
  total: number;
  chosen: number;
  onChoose: (index: number) => void;
}): JSX.Element {
  return (
    <DataTable
      label="Packets of this flow"
      columns={columns}
      rowCount={props.total}
      rowAt={(index) => props.rows[index - props.first]}
      keyOf={(row) => row.index}
      rowHeight={23}
      selected={props.chosen}
      onSelect={(row) => props.onChoose(row.index)}
    />
  );
}
