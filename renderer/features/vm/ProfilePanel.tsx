import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { HoursChart } from './HoursChart.tsx';
import { PeersTable } from './PeersTable.tsx';
import { PortsTable } from './PortsTable.tsx';
import { Traits } from './Traits.tsx';

const segments = [
  { value: 'peers', label: 'Peers' },
  { value: 'ports', label: 'Ports' },
  { value: 'hours', label: 'Hours' },
  { value: 'traits', label: 'Traits' },
] as const;
const titles = { peers: 'Peers and ports', ports: 'Peers and ports', hours: 'Hours of the day', traits: 'Traits' };

/** With whom the VM talks, over what, when, and how it can be told. */
export function ProfilePanel({ detail }: { detail: SubjectDetail }): JSX.Element {
  const navigate = useNavigate({ from: '/vm/$id' });
  const list = useSearch({ from: '/vm/$id', select: (search) => search.list ?? 'peers' });
  const fresh = detail.peers.filter((peer) => peer.isNew).length;
  return (
    <Panel
      title={titles[list]}
      note={
        <>
          {formatCount(detail.peersTotal)} {detail.peersTotal === 1 ? 'peer' : 'peers'}
          {fresh > 0 ? `, ${fresh} new` : ''}
        </>
      }
      actions={
        <Segmented
          label="Profile"
          segments={segments}
          value={list}
          onChange={(next) => void navigate({ search: (search) => ({ ...search, list: next }), replace: true })}
        />
      }
    >
      {list === 'peers' ? (
        <PeersTable detail={detail} />
      ) : list === 'ports' ? (
        <PortsTable detail={detail} />
      ) : list === 'hours' ? (
        <HoursChart hours={detail.hours} />
      ) : (
        <Traits detail={detail} />
      )}
    </Panel>
  );
}
