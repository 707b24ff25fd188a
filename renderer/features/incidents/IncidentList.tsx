import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatScore } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { Time } from '../../ui/Time.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { groupIncidents } from './group-incidents.ts';

const groupings = [
  { value: 'state', label: 'State' },
  { value: 'vm', label: 'VM' },
  { value: 'technique', label: 'Technique' },
] as const;

/** The list of stories: open ones first, worst risk first. J and K step through it. */
export function IncidentList(props: { incidents: readonly Incident[]; chosen: string | undefined }): JSX.Element {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const by = search.by ?? 'state';
  const find = search.find ?? '';
  const groups = groupIncidents(props.incidents, by, find);
  const order = groups.flatMap((group) => group.incidents);
  const open = props.incidents.filter(({ state }) => state === 'new' || state === 'looking').length;
  const step = (by: number): void => {
    const at = order.findIndex((incident) => incident.id === props.chosen);
    const next = order[Math.min(Math.max(at + by, 0), order.length - 1)];
    if (next !== undefined)
      void navigate({ to: '/incidents/$id', params: { id: next.id }, search: true, replace: true });
  };
  useShortcut('j', () => step(1));
  useShortcut('k', () => step(-1));
  return (
    <section className="incident-list" aria-label="Incidents">
      <header className="incident-list-head">
        <h2 className="text-title">Incidents</h2>
        <span className="third text-table grow">{open} open</span>
        <Segmented
          label="Group by"
          segments={groupings}
          value={by}
          onChange={(next) => void navigate({ to: '.', search: (old) => ({ ...old, by: next }), replace: true })}
        />
      </header>
      <div className="incident-search">
        <SearchField
          label="Narrow this list"
          shortcut="/"
          value={find}
          onChange={(next) =>
            void navigate({
              to: '.',
              search: (old) => ({ ...old, find: next === '' ? undefined : next }),
              replace: true,
            })
          }
        />
      </div>
      <div className="incident-groups">
        {groups.length === 0 ? (
          <EmptyState title="No incident has these words">Shorter words find more.</EmptyState>
        ) : null}
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="incident-group">
              <span>
                <HostileText text={group.title} /> <span className="third">{group.incidents.length}</span>
              </span>
              <span className="third">worst risk, then last change</span>
            </h3>
            {group.incidents.map((incident) => (
              <IncidentEntry key={incident.id} incident={incident} chosen={incident.id === props.chosen} />
            ))}
          </section>
        ))}
      </div>
    </section>
  );
}

function IncidentEntry({ incident, chosen }: { incident: Incident; chosen: boolean }): JSX.Element {
  return (
    <Link
      to="/incidents/$id"
      params={{ id: incident.id }}
      search={true}
      className="incident-entry quiet"
      aria-current={chosen ? 'true' : undefined}
      activeProps={{}}
    >
      <RiskMark band={bandOf(incident.risk)} size={12} />
      <span className="mono incident-risk">{formatScore(incident.risk)}</span>
      <span className="incident-words">
        <span className="strong cut">
          <HostileText text={incident.title} />
        </span>
        <span className="incident-line">
          <span className="third cut">
            <HostileText text={incident.subjectName} cut="host" />
          </span>
          <span className="second">
            <Time micros={incident.firstSeen} as="minute" />
          </span>
        </span>
        <span className="incident-line">
          <span className="mono third cut" title={incident.id}>
            {incident.id}
          </span>
          <Tag>{incident.state === 'closed' ? (incident.outcome ?? 'closed') : incident.state}</Tag>
        </span>
      </span>
    </Link>
  );
}
