import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import { Bytes } from '../../ui/Bytes.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Tag } from '../../ui/Tag.tsx';
import { filterForAddress } from './flow-filters.ts';

type Peer = SubjectDetail['peers'][number];

function columnsFor(id: string): readonly TableColumn<Peer>[] {
  return [
    {
      key: 'peer',
      title: 'Peer',
      width: 'minmax(150px, 2.2fr)',
      render: (peer) => (
        <span className="peer-cell">
          {peer.subject === null ? (
            <span className="mono cut">
              <HostileText text={peer.name === '' ? peer.address : peer.name} cut />
            </span>
          ) : (
            <Link to="/vm/$id" params={{ id: peer.subject }} className="quiet cut" tabIndex={-1}>
              <HostileText text={peer.name === '' ? peer.address : peer.name} cut="host" />
            </Link>
          )}
          {peer.alerts === 0 ? null : (
            <span className="peer-alerts" title={peer.alerts === 1 ? '1 alert' : `${peer.alerts} alerts`}>
              <TriangleAlert size={11} aria-label="alerts" />
              <span className="mono">{peer.alerts}</span>
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'service',
      title: 'Service',
      width: 'minmax(80px, 1fr)',
      render: (peer) => (
        <span className="second" title={peer.services.join(', ')}>
          <HostileText text={peer.services[0] ?? ''} />
          {peer.services.length > 1 ? <span className="third"> +{peer.services.length - 1}</span> : null}
        </span>
      ),
    },
    {
      key: 'flows',
      title: 'Flows',
      width: '56px',
      align: 'right',
      render: (peer) => (
        <Link
          to="/vm/$id"
          params={{ id }}
          search={{ tab: 'flows', filter: filterForAddress(peer.address) }}
          className="quiet mono"
          tabIndex={-1}
        >
          {formatCount(peer.flows)}
        </Link>
      ),
    },
    { key: 'out', title: 'Out', width: '66px', align: 'right', render: (peer) => <Bytes value={peer.bytesOut} /> },
    {
      key: 'seen',
      title: 'Seen',
      width: '52px',
      render: (peer) =>
        peer.isNew ? (
          <Tag strong>new</Tag>
        ) : (
          <span className="third">{formatSpan(peer.lastSeen - peer.firstSeen)}</span>
        ),
    },
  ];
}

/** Peers of a VM, most telling first as the engine orders them. */
export function PeersTable({ detail }: { detail: SubjectDetail }): JSX.Element {
  return (
    <DataTable
      label="Peers"
      columns={columnsFor(detail.row.id)}
      rowCount={detail.peers.length}
      rowAt={(index) => detail.peers[index]}
      keyOf={(peer) => `${peer.address} ${peer.services[0] ?? ''}`}
      rowHeight={28}
      empty={<EmptyState title="No peers in this window" />}
    />
  );
}
