import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronDown, Filter } from 'lucide-react';
import { type JSX, useDeferredValue, useMemo, useState } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { joinWords, readWords } from '../../routes/search.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { filterRows } from './fleet-filter.ts';
import { type FleetWatch, listFleetColumns } from './fleet-columns.tsx';
import { FleetFilters } from './FleetFilters.tsx';
import { FleetStrip } from './FleetStrip.tsx';
import { FleetTable } from './FleetTable.tsx';
import { HostBanner } from './HostBanner.tsx';
import { SampleLine } from './SampleLine.tsx';
import { type SilentHosts, useSilentHosts } from './use-silent-hosts.ts';
import './fleet.css';

const groups = [undefined, 'network', 'role', 'cluster'] as const;
const none: readonly SubjectRow[] = [];
const sortWords = {
  risk: 'sorted by risk, then by last change',
  name: 'sorted by name',
  persona: 'sorted by persona',
  activity: 'sorted by flows',
  flows: 'sorted by flows',
  role: 'sorted by role',
  peers: 'sorted by peers',
  alert: 'sorted by last alert',
  host: 'sorted by host',
};

/** Which VM needs me now? Strip, filters and the list of VMs of a session. */
export function FleetScreen({ session }: { session: Session }): JSX.Element {
  const search = useSearch({ from: '/fleet' });
  const navigate = useNavigate({ from: '/fleet' });
  const list = useEngineQuery('subject.list', { session: session.id });
  const incidents = useEngineQuery('incident.list', { session: session.id });
  const stop = useCommand('session.stop', ['session.list']);
  // On a narrow window the rows need the room; the rail then is one key or button away.
  const [rail, setRail] = useState(() => globalThis.innerWidth >= 1280);
  useShortcut('f', () => setRail(!rail));
  // Rows come twice a second; drawing a thousand of them gives way to the hand that scrolls.
  const told = useDeferredValue(list.data);
  const all = told?.rows ?? none;
  const silent = useSilentHosts(session);
  const { live } = session;
  const goesOn = live !== null;
  const hasVms = goesOn || all.some(({ vm }) => vm !== undefined);
  const watch = useMemo<FleetWatch | null>(
    () => (hasVms ? { silent: silent.byId, goesOn } : null),
    [hasVms, goesOn, silent.byId],
  );
  // A VM whose host is silent counts as not scored, but its row keeps the place its last score gave it.
  const counted = useMemo(() => dropStaleRisk(all, silent.byId), [all, silent.byId]);
  const rows = useMemo(() => {
    const passed = filterRows(counted, search);
    if (counted === all) return passed;
    const ids = new Set(passed.map(({ id }) => id));
    return all.filter(({ id }) => ids.has(id));
  }, [all, counted, search]);
  const hidden = readWords(search.hide);
  return (
    <div className="fleet">
      {rail ? <FleetFilters rows={counted} live={watch !== null} silent={silent.byName} /> : null}
      <div className="fleet-main">
        {session.sample ? <SampleLine /> : null}
        {live?.kind === 'live' ? <HostBanner live={live} /> : null}
        <FleetStrip
          rows={counted}
          incidents={incidents.data?.incidents ?? []}
          session={session}
          onStop={() => stop.mutate({ session: session.id })}
        />
        <div className="list-head">
          <h1 className="text-head">{tellCount(rows.length, all.length)}</h1>
          <span className="text-table third cut grow">
            {sortWords[search.sort ?? 'risk']}
            {session.state === 'reading' ? ', so far' : ''}
            {search.from === undefined
              ? ''
              : `. Rows stand for ${goesOn ? 'all that was watched' : 'the whole session'}`}
            {tellFreshness(all, silent.byId)}
          </span>
          <span className="list-search">
            <SearchField
              label="Narrow this list"
              shortcut="/"
              value={search.find ?? ''}
              onChange={(find) =>
                void navigate({ search: (old) => ({ ...old, find: find === '' ? undefined : find }), replace: true })
              }
            />
          </span>
          {rail ? null : (
            <Button kind="ghost" icon={<Filter size={13} aria-hidden="true" />} onClick={() => setRail(true)}>
              Filters
            </Button>
          )}
          <Menu
            label="How rows are grouped"
            buttonClass="button button-ghost"
            align="right"
            button={
              <>
                Group: {search.group ?? 'none'}
                <ChevronDown size={13} aria-hidden="true" />
              </>
            }
            items={(watch === null ? groups : [...groups, 'host' as const]).map((group) => ({
              key: group ?? 'none',
              label: group ?? 'none',
              checked: search.group === group,
              onPick: () => void navigate({ search: (old) => ({ ...old, group }), replace: true }),
            }))}
          />
          <Menu
            label="Shown"
            buttonClass="button button-ghost"
            align="right"
            button="Columns"
            items={listFleetColumns(false, watch)
              .slice(2)
              .map((column) => {
                const off = hidden.includes(column.key);
                const next = off ? hidden.filter((key) => key !== column.key) : [...hidden, column.key];
                return {
                  key: column.key,
                  label: column.title,
                  checked: !off,
                  onPick: () => void navigate({ search: (old) => ({ ...old, hide: joinWords(next) }), replace: true }),
                };
              })}
          />
        </div>
        {list.error !== null && told === undefined ? (
          <ErrorState
            title="The list of VMs did not come"
            detail={tellFailure(list.error)}
            action={<Button onClick={() => void list.refetch()}>Try again</Button>}
          />
        ) : told === undefined ? (
          <Loading what="the list of VMs" rows={16} />
        ) : (
          <FleetTable rows={rows} all={all} watch={watch} />
        )}
      </div>
    </div>
  );
}

/** The rows with no risk where it is no longer fresh; the same array where all are. */
function dropStaleRisk(rows: readonly SubjectRow[], silent: SilentHosts['byId']): readonly SubjectRow[] {
  if (silent.size === 0) return rows;
  return rows.map((row) => (row.vm !== undefined && silent.has(row.vm.host) ? { ...row, risk: null } : row));
}

/** How many rows are live, and how many as they were last seen. */
function tellFreshness(rows: readonly SubjectRow[], silent: SilentHosts['byId']): string {
  const old = rows.filter(({ vm }) => vm !== undefined && silent.has(vm.host)).length;
  return old === 0 ? '' : `. ${formatCount(rows.length - old)} live, ${formatCount(old)} last seen`;
}

function tellCount(shown: number, all: number): string {
  const vms = all === 1 ? 'VM' : 'VMs';
  return `${shown === all ? '' : `${formatCount(shown)} of `}${formatCount(all)} ${vms}`;
}
