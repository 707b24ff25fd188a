import { type JSX, useEffect, useMemo, useState } from 'react';
import type { HostEventRow } from '../../../shared/contract/flow.ts';
import { tellFailure } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import { askSelection, type FlowSelection } from '../flows/flow-selection.ts';
import { usePages } from '../flows/use-pages.ts';
import { numberEach } from '../packets/number-each.ts';
import { indentJson } from './indent-json.ts';
import { SplitPane } from './SplitPane.tsx';

const columns: readonly TableColumn<HostEventRow>[] = [
  { key: 'time', title: 'Time', width: '118px', render: (row) => <Time micros={row.time} as="exact" /> },
  { key: 'severity', title: 'Severity', width: '58px', render: (row) => <Severity row={row} /> },
  { key: 'source', title: 'Source', width: '92px', render: (row) => <HostileText text={row.source} cut /> },
  {
    key: 'host',
    title: 'Host',
    width: 'minmax(150px, 1fr)',
    render: (row) => <HostileText text={row.host} cut />,
  },
  { key: 'kind', title: 'Kind', width: '62px', render: (row) => <span className="second">{row.kind}</span> },
  {
    key: 'title',
    title: 'Event',
    width: 'minmax(150px, 1.2fr)',
    render: (row) => (
      <span className="strong">
        <HostileText text={row.title} cut />
      </span>
    ),
  },
  {
    key: 'detail',
    title: 'Detail',
    width: 'minmax(180px, 1.8fr)',
    render: (row) => (
      <span className="mono second">
        <HostileText text={row.detail} cut />
      </span>
    ),
  },
];

/** Lines of a record drawn at most; longer ones do not help a reader. */
const longestRecord = 600;

function Severity({ row }: { row: HostEventRow }): JSX.Element {
  const plain = row.severity === 'info' || row.severity === 'notice';
  return <span className={plain ? 'third' : 'strong'}>{row.severity}</span>;
}

/** Host events of a session, paged; the chosen one shows its record as it was. */
export function EventTable(props: {
  session: string;
  selection: FlowSelection;
  reading: boolean;
  onTotal: (total: number) => void;
}): JSX.Element {
  const { session, selection, onTotal } = props;
  const [chosen, setChosen] = useState<HostEventRow | null>(null);
  const asked = useMemo(() => askSelection(session, selection), [session, selection]);
  const pages = usePages('event.list', asked);
  const total = pages.head?.total;
  useEffect(() => {
    if (total !== undefined) onTotal(total);
  }, [total, onTotal]);
  if (total === undefined) {
    return pages.error === null ? (
      <Loading what="the events" rows={12} rowHeight={23} />
    ) : (
      <ErrorState
        title="The events could not be listed"
        detail={tellFailure(pages.error)}
        works="flows, subjects and alerts"
        action={<Button onClick={pages.retry}>Ask again</Button>}
      />
    );
  }
  return (
    <SplitPane
      name="events"
      label="Height of the record"
      top={
        <DataTable
          label="Host events of this session"
          columns={columns}
          rowCount={total}
          rowAt={pages.rowAt}
          keyOf={(row) => row.id}
          rowHeight={23}
          minWidth={900}
          selected={chosen?.id ?? null}
          onSelect={setChosen}
          onRange={pages.showRange}
          primary
          empty={
            <EmptyState title={props.reading ? 'No host events so far' : 'No host events here'}>
              Falco, Tetragon, Tracee, auditd or Sysmon records of the same minutes can be opened together with a
              capture.
            </EmptyState>
          }
        />
      }
      bottom={
        chosen === null ? null : (
          <section className="event-record" aria-label="Record of this event" tabIndex={0}>
            <h2 className="text-table strong">The record as it was</h2>
            <div className="mono">
              {numberEach(indentJson(chosen.raw).split('\n').slice(0, longestRecord)).map(({ number, item }) => (
                <div key={number}>
                  <HostileText text={item} />
                </div>
              ))}
            </div>
          </section>
        )
      }
    />
  );
}
