import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Incident, Suppression } from '../../../shared/contract/incidents.ts';
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
import { initialsOf } from '../frame/initials-of.ts';
import { groupIncidents } from './group-incidents.ts';
import { isWaiting } from './is-waiting.ts';
import { outcomeWord } from './outcome-word.ts';
import { SuppressionEntry } from './SuppressionEntry.tsx';

const groupings = [
  { value: 'state', label: 'State' },
  { value: 'vm', label: 'VM' },
  { value: 'technique', label: 'Technique' },
] as const;

/** The list of stories: open ones first, worst risk first. J and K step through it. */
export function IncidentList(props: {
  session: string;
  incidents: readonly Incident[];
  suppressions: readonly Suppression[];
  chosen: string | undefined;
}): JSX.Element {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const by = search.by ?? 'state';
  const find = search.find ?? '';
  const groups = groupIncidents(props.incidents, by, find);
  const order = groups.flatMap((group) => group.incidents);
  const open = props.incidents.filter(isWaiting).length;
  const inForce = props.suppressions.filter((one) => one.inForce);
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
        {inForce.length === 0 ? null : (
          <section aria-label="Suppressions in force">
            <h3 className="incident-group">
              <span>
                Suppressions in force <span className="third">{inForce.length}</span>
              </span>
              <span className="third">each with a scope and an end</span>
            </h3>
            {inForce.map((one) => (
              <SuppressionEntry key={one.id} session={props.session} suppression={one} />
            ))}
          </section>
        )}
      </div>
    </section>
  );
}

function tellVms({ vms, subjectName }: Incident): { name: string; more: string } {
  const others = vms.filter(({ since }) => since !== null).length - 1;
  return { name: subjectName, more: others < 1 ? '' : ` and ${others} more ${others === 1 ? 'VM' : 'VMs'}` };
}

function IncidentEntry({ incident, chosen }: { incident: Incident; chosen: boolean }): JSX.Element {
  const { name, more } = tellVms(incident);
  // What was answered has a low risk now: the list shows what it was taken for.
  const shown = incident.state === 'closed' ? incident.worst : incident.risk;
  return (
    <Link
      to="/incidents/$id"
      params={{ id: incident.id }}
      search={true}
      className="incident-entry quiet"
      aria-current={chosen ? 'true' : undefined}
      activeProps={{}}
    >
      <RiskMark band={bandOf(shown)} size={12} />
      <span className="mono incident-risk">{formatScore(shown)}</span>
      <span className="incident-words">
        <span className="strong cut">
          <HostileText text={incident.title} />
        </span>
        <span className="incident-line">
          <span className="third cut">
            <HostileText text={name} cut="host" />
            {more}
          </span>
          <span className="second">
            <Time micros={incident.firstSeen} as="minute" />
          </span>
        </span>
        <span className="incident-line">
          <span className="incident-who">
            <span className="mono third cut">{incident.id}</span>
            <Tag>{incident.state === 'closed' ? outcomeWord(incident.outcome) : incident.state}</Tag>
            {incident.since > 0 ? <Tag>since closed: {incident.since}</Tag> : null}
          </span>
          {incident.assignee === '' ? null : (
            <span className="incident-who third">
              <span className="initials" aria-hidden="true">
                {initialsOf(incident.assignee)}
              </span>
              <HostileText text={incident.assignee} cut />
            </span>
          )}
        </span>
      </span>
    </Link>
  );
}
