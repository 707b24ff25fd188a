import { useNavigate, useSearch } from '@tanstack/react-router';
import { type JSX, useMemo, useState } from 'react';
import type { Alert } from '../../../shared/contract/subject.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { SplitPane } from '../captures/SplitPane.tsx';
import { FilterField } from '../flows/FilterField.tsx';
import { FlowTable, type FlowTotals } from '../flows/FlowTable.tsx';
import { PacketPane } from '../packets/PacketPane.tsx';
import '../captures/session-page.css';

/** Flows of a VM, those that prove an alert, or those a filter leaves; under them the packets of the chosen one. */
export function VmFlows(props: {
  session: string;
  id: string;
  name: string;
  alerts: readonly Alert[];
  window: TimeWindow | null;
}): JSX.Element {
  const { session, id, window } = props;
  const search = useSearch({ from: '/vm/$id' });
  const navigate = useNavigate({ from: '/vm/$id' });
  const [totals, setTotals] = useState<FlowTotals | null>(null);
  const { filter, alert, flow } = search;
  const change = (next: Partial<typeof search>): void => {
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  };
  const from = window?.from;
  const to = window?.to;
  const selection = useMemo(
    () => ({ filter, subject: id, alert, window: from === undefined || to === undefined ? null : { from, to } }),
    [filter, id, alert, from, to],
  );
  const proves = props.alerts.find((other) => other.id === alert);
  return (
    <>
      <div className="vm-flow-tools">
        <FilterField
          label="Filter the flows of this VM"
          value={filter ?? ''}
          onChange={(next) => change({ filter: next === '' ? undefined : next })}
          refused={totals?.filterError ?? null}
          chips={
            alert === undefined ? null : (
              <Tag onRemove={() => change({ alert: undefined })} removeLabel="All flows, not only those of this alert">
                proof of: <HostileText text={proves?.title ?? 'an alert'} />
              </Tag>
            )
          }
        />
        <span className="mono strong">{totals === null ? '' : formatCount(totals.total)}</span>
        <span className="third text-table">{totals?.complete === false ? 'flows so far' : 'flows'}</span>
      </div>
      <div className="vm-flow-list">
        <SplitPane
          name="vm"
          label="Height of the packets"
          top={
            <FlowTable
              label={`Flows of ${props.name}`}
              session={session}
              selection={selection}
              sort={search.sort ?? 'start'}
              descending={search.desc === true}
              onSort={(sort, descending) => change({ sort, desc: descending ? true : undefined })}
              selected={flow ?? null}
              onSelect={(row) => change({ flow: row.id, packet: undefined })}
              onTotals={setTotals}
              onWiden={() => change({ filter: undefined, alert: undefined })}
              primary
            />
          }
          bottom={
            flow === undefined ? null : (
              <PacketPane
                session={session}
                flow={flow}
                packet={search.packet ?? 0}
                onPacket={(packet) => change({ packet: packet === 0 ? undefined : packet })}
                view={search.view}
                onView={(view) => change({ view })}
              />
            )
          }
        />
      </div>
    </>
  );
}
