import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import { Bytes } from '../../ui/Bytes.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';

type PortUse = SubjectDetail['ports'][number];

function columnsFor(id: string): readonly TableColumn<PortUse>[] {
  return [
    {
      key: 'direction',
      title: 'Does',
      width: '54px',
      render: (port) => <span className="second">{port.direction}</span>,
    },
    {
      key: 'port',
      title: 'Port',
      width: '86px',
      render: (port) => (
        <span className="mono">
          {port.transport} {port.port}
        </span>
      ),
    },
    {
      key: 'service',
      title: 'Service',
      width: 'minmax(70px, 1fr)',
      render: (port) => <HostileText text={port.service} cut />,
    },
    {
      key: 'peers',
      title: 'Peers',
      width: '46px',
      align: 'right',
      render: (port) => <span className="mono">{formatCount(port.peers)}</span>,
    },
    {
      key: 'flows',
      title: 'Flows',
      width: '56px',
      align: 'right',
      render: (port) => (
        <Link
          to="/vm/$id"
          params={{ id }}
          search={{ tab: 'flows', filter: `port:${port.port}` }}
          className="quiet mono"
          tabIndex={-1}
        >
          {formatCount(port.flows)}
        </Link>
      ),
    },
    { key: 'out', title: 'Out', width: '66px', align: 'right', render: (port) => <Bytes value={port.bytesOut} /> },
    { key: 'in', title: 'In', width: '66px', align: 'right', render: (port) => <Bytes value={port.bytesIn} /> },
  ];
}

/** Services a VM offers and uses. */
export function PortsTable({ detail }: { detail: SubjectDetail }): JSX.Element {
  return (
    <DataTable
      label="Ports"
      columns={columnsFor(detail.row.id)}
      rowCount={detail.ports.length}
      rowAt={(index) => detail.ports[index]}
      keyOf={(port) => `${port.direction} ${port.transport} ${port.port} ${port.service}`}
      rowHeight={28}
      empty={<EmptyState title="No services in this window" />}
    />
  );
}
