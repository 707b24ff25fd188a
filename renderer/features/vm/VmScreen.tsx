import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { EventTable } from '../captures/EventTable.tsx';
import { useSilentHosts } from '../fleet/use-silent-hosts.ts';
import { ResourcesPanel } from '../resources/ResourcesPanel.tsx';
import { HistoryTab } from '../risk/HistoryTab.tsx';
import { TimelinePanel } from '../timeline/TimelinePanel.tsx';
import { isWaiting } from '../twin/rank-windows.ts';
import { TwinTab } from '../twin/TwinTab.tsx';
import { useTwin, useTwinChanges } from '../twin/use-twin.ts';
import { AlertsPanel } from './AlertsPanel.tsx';
import { PersonaPanel } from './PersonaPanel.tsx';
import { ProfilePanel } from './ProfilePanel.tsx';
import { tellEarlierRisk } from './tell-earlier-risk.ts';
import { VmFlows } from './VmFlows.tsx';
import { VmHeader } from './VmHeader.tsx';
import { WhyPanel } from './WhyPanel.tsx';
import './machine.css';
import './vm.css';

const panel = 'vm-panel';

/** What is it, and why this risk? */
export function VmScreen(props: { session: Session; detail: SubjectDetail; window: TimeWindow | null }): JSX.Element {
  const { session, detail, window } = props;
  const { row } = detail;
  const search = useSearch({ from: '/vm/$id' });
  const navigate = useNavigate({ from: '/vm/$id' });
  const tab = search.tab ?? 'overview';
  const timeline = useEngineQuery('subject.timeline', { session: session.id, id: row.id, buckets: 120 });
  const events = useEngineQuery(
    'event.list',
    { session: session.id, subject: row.id, limit: 1 },
    { enabled: session.events > 0 },
  );
  // Watched, replayed or recorded: its host told of it.
  const isVm = row.vm !== undefined;
  const ofHost = useEngineQuery('subject.machine', { session: session.id, id: row.id }, { enabled: isVm });
  const machine = ofHost.data?.machine ?? null;
  const twin = useTwin(session.id, row.id, isVm);
  // Beside the twin's own tab only the agent and a count are shown of it.
  useTwinChanges(session.id, row.id, isVm ? (tab === 'twin' ? 1000 : 5000) : null);
  const axis = timeline.data === undefined ? null : { from: timeline.data.from, to: timeline.data.to };
  const silent = useSilentHosts(session);
  const silentHost = row.vm === undefined ? undefined : silent.byId.get(row.vm.host);
  useShortcut('Escape', () => {
    if (search.flow !== undefined || search.pick !== undefined) {
      void navigate({
        search: (old) => ({ ...old, flow: undefined, packet: undefined, pick: undefined }),
        replace: true,
      });
    }
  });
  const was = timeline.data === undefined ? '' : tellEarlierRisk(timeline.data);
  const narrow = window === null ? {} : { window };
  return (
    <div className="vm">
      <VmHeader
        session={session.id}
        row={row}
        was={was === '' ? row.incompleteReason : was}
        machine={machine}
        agent={twin.data?.agent ?? null}
        silent={silentHost ?? null}
      />
      <div className="vm-tabs">
        <Tabs
          label="Parts of this page"
          panelId={panel}
          value={tab}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, tab: next }) })}
          tabs={[
            { value: 'overview', label: 'Overview' },
            { value: 'flows', label: 'Flows', count: formatShortCount(row.flows) },
            { value: 'events', label: 'Events', count: formatShortCount(events.data?.total ?? 0) },
            ...(isVm ? [{ value: 'twin', label: 'Twin', count: tellWaiting(twin.data) } as const] : []),
            { value: 'history', label: 'History' },
          ]}
        />
      </div>
      <div id={panel} role="tabpanel" aria-label={tab} className={`vm-panel vm-panel-${tab}`}>
        {tab === 'overview' ? (
          <>
            <div className="vm-left">
              <PersonaPanel detail={detail} />
              <WhyPanel detail={detail} />
            </div>
            <div className={isVm ? 'vm-right vm-watched' : 'vm-right'}>
              <TimelinePanel session={session.id} id={row.id} window={window} alerts={detail.alerts} />
              {isVm ? <ResourcesPanel session={session} id={row.id} axis={axis} window={window} /> : null}
              <div className="vm-lower">
                <ProfilePanel session={session.id} detail={detail} machine={machine} />
                <AlertsPanel id={row.id} alerts={detail.alerts} narrowed={window !== null} />
              </div>
            </div>
          </>
        ) : tab === 'twin' && isVm ? (
          <TwinTab session={session} id={row.id} name={row.name} window={window} />
        ) : tab === 'history' ? (
          <HistoryTab session={session} detail={detail} />
        ) : tab === 'flows' ? (
          <VmFlows session={session.id} id={row.id} name={row.name} alerts={detail.alerts} window={window} />
        ) : (
          <div className="vm-flow-list">
            <EventTable
              session={session.id}
              selection={{ subject: row.id, ...narrow }}
              reading={session.state === 'reading' || session.state === 'watching'}
              onTotal={ignore}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** How many windows wait for somebody to decide; nothing where none does. */
function tellWaiting(twin: TwinDetail | undefined): string | undefined {
  const waiting = twin?.windows.filter(isWaiting).length ?? 0;
  return waiting === 0 ? undefined : formatShortCount(waiting);
}

function ignore(): void {
  // The tab already tells how many events there are.
}
