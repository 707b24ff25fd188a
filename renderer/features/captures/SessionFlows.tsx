import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { addTerm } from '../flows/flow-filter.ts';
import { FlowTable, type FlowTotals } from '../flows/FlowTable.tsx';
import type { FlowSelection } from '../flows/flow-selection.ts';
import { PacketPane } from '../packets/PacketPane.tsx';
import { SplitPane } from './SplitPane.tsx';

/** The flows of a session over the packets of the chosen one. */
export function SessionFlows(props: {
  session: Session;
  selection: FlowSelection;
  onTotals: (totals: FlowTotals) => void;
  onNote: () => void;
}): JSX.Element {
  const { session } = props;
  const search = useSearch({ from: '/session/$id' });
  const navigate = useNavigate({ from: '/session/$id' });
  const change = (next: Partial<typeof search>): void => {
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  };
  const { flow } = search;
  const table = (
    <FlowTable
      label="Flows of this session"
      session={session.id}
      selection={props.selection}
      sort={search.sort ?? 'start'}
      descending={search.desc === true}
      onSort={(sort, descending) => change({ sort, desc: descending ? true : undefined })}
      selected={flow ?? null}
      onSelect={(row) => change({ flow: row.id, packet: undefined })}
      onTotals={props.onTotals}
      onWiden={() =>
        change({ filter: undefined, subject: undefined, alert: undefined, from: undefined, to: undefined })
      }
      primary
    />
  );
  return (
    <SplitPane
      name="session"
      label="Height of the packets"
      top={table}
      bottom={
        flow === undefined ? null : (
          <PacketPane
            session={session.id}
            flow={flow}
            packet={search.packet ?? 0}
            onPacket={(packet) => change({ packet: packet === 0 ? undefined : packet })}
            view={search.view}
            onView={(view) => change({ view })}
            onNote={props.onNote}
            onNarrow={(term) => change({ filter: addTerm(search.filter ?? '', term) })}
          />
        )
      }
    />
  );
}
