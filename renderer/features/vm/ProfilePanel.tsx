import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Machine } from '../../../shared/contract/host.ts';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { DependencyTable } from '../risk/DependencyTable.tsx';
import { HoursChart } from './HoursChart.tsx';
import { MachineFacts } from './MachineFacts.tsx';
import { PeersTable } from './PeersTable.tsx';
import { PortsTable } from './PortsTable.tsx';
import { tellWeaknesses } from './tell-weaknesses.ts';
import { Traits } from './Traits.tsx';
import { WeaknessTable } from './WeaknessTable.tsx';

const segments = [
  { value: 'peers', label: 'Peers' },
  { value: 'depends', label: 'Depends' },
  { value: 'ports', label: 'Ports' },
  { value: 'hours', label: 'Hours' },
  { value: 'traits', label: 'Traits' },
] as const;
const titles = {
  peers: 'Peers and ports',
  depends: 'Dependencies',
  ports: 'Peers and ports',
  hours: 'Hours of the day',
  traits: 'Traits',
  machine: 'Machine',
  weaknesses: 'Known weaknesses',
};

/** With whom the VM talks, over what, when, how it can be told, what its host says of it and what in it is vulnerable. */
export function ProfilePanel(props: { session: string; detail: SubjectDetail; machine: Machine | null }): JSX.Element {
  const { session, detail, machine } = props;
  const navigate = useNavigate({ from: '/vm/$id' });
  const asked = useSearch({ from: '/vm/$id', select: (search) => search.list ?? 'peers' });
  const { weaknesses } = detail;
  const isMissing = (asked === 'machine' && machine === null) || (asked === 'weaknesses' && weaknesses === undefined);
  const list = isMissing ? 'traits' : asked;
  const fresh = detail.peers.filter((peer) => peer.isNew).length;
  return (
    <Panel
      title={titles[list]}
      note={
        list === 'machine' ? (
          'as its host says'
        ) : list === 'depends' ? (
          'the riskiest first'
        ) : list === 'weaknesses' && weaknesses !== undefined ? (
          <HostileText text={tellWeaknesses(weaknesses)} />
        ) : (
          <>
            {formatCount(detail.peersTotal)} {detail.peersTotal === 1 ? 'peer' : 'peers'}
            {fresh > 0 ? `, ${fresh} new` : ''}
          </>
        )
      }
      actions={
        <Segmented
          label="Profile"
          segments={[
            ...segments,
            ...(machine === null ? [] : [{ value: 'machine', label: 'Machine' } as const]),
            ...(weaknesses === undefined ? [] : [{ value: 'weaknesses', label: 'Weaknesses' } as const]),
          ]}
          value={list}
          onChange={(next) => void navigate({ search: (search) => ({ ...search, list: next }), replace: true })}
        />
      }
    >
      {list === 'peers' ? (
        <PeersTable detail={detail} />
      ) : list === 'depends' ? (
        <DependencyTable session={session} id={detail.row.id} />
      ) : list === 'ports' ? (
        <PortsTable detail={detail} />
      ) : list === 'hours' ? (
        <HoursChart hours={detail.hours} />
      ) : list === 'machine' && machine !== null ? (
        <MachineFacts machine={machine} />
      ) : list === 'weaknesses' && weaknesses !== undefined ? (
        <WeaknessTable weaknesses={weaknesses} />
      ) : (
        <Traits detail={detail} />
      )}
    </Panel>
  );
}
