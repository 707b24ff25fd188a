import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { ExportFlows } from '../flows/ExportFlows.tsx';
import { FilterField } from '../flows/FilterField.tsx';
import { askSelection, type FlowSelection } from '../flows/flow-selection.ts';
import type { FlowTotals } from '../flows/FlowTable.tsx';
import type { SessionTab } from './session-search.ts';

/** Formats that hold packets; of others nothing can be exported as pcapng. */
const packetFormat = /pcap/iu;

/** Which list of the session, what narrows it, how many match, and the way out as pcapng. */
export function SessionTools(props: {
  session: Session;
  tab: SessionTab;
  selection: FlowSelection;
  totals: Pick<FlowTotals, 'total' | 'complete' | 'filterError'> | null;
  subjects: readonly SubjectRow[];
  find: string;
  onFind: (find: string) => void;
}): JSX.Element {
  const { session, tab, totals } = props;
  const search = useSearch({ from: '/session/$id' });
  const navigate = useNavigate({ from: '/session/$id' });
  const change = (next: Partial<typeof search>): void => {
    void navigate({ search: (before) => ({ ...before, ...next }) });
  };
  const reading = session.state === 'reading';
  const hasPackets = session.files.some((file) => packetFormat.test(file.format) || file.format === 'mien');
  const filtered = tab === 'flows' || tab === 'events';
  return (
    <div className="session-tools">
      <Segmented
        label={`Lists of this session${reading ? ', counts so far' : ''}`}
        value={tab}
        onChange={(next) => change({ tab: next })}
        segments={[
          { value: 'subjects', label: 'Subjects', count: formatCount(session.subjects) },
          { value: 'flows', label: 'Flows', count: formatCount(session.flows) },
          { value: 'events', label: 'Events', count: formatCount(session.events) },
          { value: 'alerts', label: 'Alerts', count: formatCount(session.alerts) },
        ]}
      />
      {filtered ? (
        <FilterField
          label={tab === 'flows' ? 'Filter flows' : 'Filter events'}
          value={search.filter ?? ''}
          onChange={(filter) => change({ filter: filter === '' ? undefined : filter })}
          refused={totals?.filterError ?? null}
          chips={<Chips subjects={props.subjects} />}
        />
      ) : (
        <SearchField label={`Narrow the ${tab}`} value={props.find} onChange={props.onFind} shortcut="/" />
      )}
      {filtered && totals !== null ? (
        <span className="session-tools-count" role="status">
          <span className="mono strong">{formatCount(totals.total)}</span>
          {totals.complete ? '' : <span className="third"> so far</span>}
        </span>
      ) : null}
      {tab === 'flows' ? (
        <ExportFlows
          asked={askSelection(session.id, props.selection)}
          disabledReason={
            hasPackets ? (totals?.total ? '' : 'no flow is shown') : 'this session holds records, no packets'
          }
        >
          Export pcapng
        </ExportFlows>
      ) : null}
    </div>
  );
}

/** The parts of a selection that are not in the filter's text, each with a cross. */
function Chips({ subjects }: { subjects: readonly SubjectRow[] }): JSX.Element {
  const search = useSearch({ from: '/session/$id' });
  const navigate = useNavigate({ from: '/session/$id' });
  const subject = subjects.find((row) => row.id === search.subject);
  return (
    <>
      {search.subject === undefined ? null : (
        <Tag
          removeLabel="Show flows of all subjects"
          onRemove={() => void navigate({ search: (before) => ({ ...before, subject: undefined }) })}
        >
          <HostileText text={subject?.name ?? search.subject} cut />
        </Tag>
      )}
      {search.alert === undefined ? null : (
        <Tag
          removeLabel="Show flows beside this alert"
          onRemove={() => void navigate({ search: (before) => ({ ...before, alert: undefined }) })}
        >
          one alert
        </Tag>
      )}
    </>
  );
}
