import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatScore } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { AssigneeMenu } from './AssigneeMenu.tsx';
import { IncidentLanes } from './IncidentLanes.tsx';
import { StateSteps } from './StateSteps.tsx';
import { StepTable } from './StepTable.tsx';
import { ExportAct, FalsePositiveAct, SplitAct, SuppressAct } from './StoryActs.tsx';

/** One story: two sentences, lanes in time order, the same steps as a table with their evidence. */
export function IncidentStory(props: {
  session: string;
  incident: Incident;
  rows: readonly SubjectRow[];
}): JSX.Element {
  const { session, incident } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <article className="story-pane" aria-label={`Incident ${incident.id}`}>
      <StoryHead session={session} incident={incident} />
      <div className="story-state">
        <StateSteps session={session} incident={incident} />
        <AssigneeMenu session={session} incident={incident} />
        <span className="story-acts">
          <SuppressAct session={session} incident={incident} chosen={chosen} />
          {incident.state === 'closed' ? null : <FalsePositiveAct session={session} incident={incident} />}
        </span>
      </div>
      <Remarks incident={incident} />
      <p className="story-summary">
        <HostileText text={incident.summary} />
      </p>
      <IncidentLanes incident={incident} rows={props.rows} chosen={chosen} onChoose={setChosen} />
      <header className="steps-head">
        <h2 className="text-head">The story, step by step</h2>
        <span className="text-table third">{incident.alerts.length} seen</span>
        <span className="story-acts">
          <SplitAct session={session} incident={incident} chosen={chosen} />
          <Link to="/graph" className="text-table">
            Show on graph
          </Link>
        </span>
      </header>
      <StepTable incident={incident} chosen={chosen} onChoose={setChosen} />
      <Ties incident={incident} />
    </article>
  );
}

function StoryHead({ session, incident }: { session: string; incident: Incident }): JSX.Element {
  const flows = incident.alerts.reduce((sum, alert) => sum + alert.flowCount, 0);
  const vms = incident.vms.filter(({ since }) => since !== null).length;
  return (
    <header className="story-head">
      <div className="story-headline">
        <h1 className="text-title story-title">
          <span className="mono second story-id">{incident.id}</span> <HostileText text={incident.title} />
        </h1>
        <ExportAct session={session} incident={incident} />
      </div>
      <p className="story-facts">
        <span>
          {incident.alerts.length === 1 ? '1 alert' : `${incident.alerts.length} alerts`}, {formatCount(flows)}{' '}
          {flows === 1 ? 'flow' : 'flows'}, {vms === 1 ? '1 VM' : `${vms} VMs`}
        </span>
        <span>
          first <Time micros={incident.firstSeen} />
        </span>
        <span>
          last <Time micros={incident.lastSeen} />
        </span>
        <span>
          on{' '}
          <Link to="/vm/$id" params={{ id: incident.subject }}>
            <HostileText text={incident.subjectName} />
          </Link>
        </span>
        <span className="story-risk">
          <RiskMark band={bandOf(incident.risk)} /> <span className="mono strong">{formatScore(incident.risk)}</span>
          {incident.worst - incident.risk < 0.005 ? null : (
            <span className="third">, {formatScore(incident.worst)} before answers</span>
          )}
        </span>
      </p>
    </header>
  );
}

/** What an analyst must know before the story: that it is open again, held back, or no more told. */
function Remarks({ incident }: { incident: Incident }): JSX.Element | null {
  const { since, heldBack, alerts, gone, merged, splitFrom } = incident;
  const remarks = [
    ...(since > 0
      ? [`Open again: ${since === 1 ? '1 alert' : `${since} alerts`} came, or went on, since it was closed.`]
      : []),
    ...(heldBack > 0
      ? [
          `${heldBack} of ${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'} held back; they count nothing now.`,
        ]
      : []),
    ...(gone ? ['Its alerts are told no more; this is how it was when it was last worked on.'] : []),
    ...(merged.length > 0 ? [`${merged.join(', ')} became part of it.`] : []),
    ...(splitFrom === null ? [] : [`Split from ${splitFrom}.`]),
  ];
  if (remarks.length === 0) return null;
  return (
    <ul className="story-remarks">
      {remarks.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}

/** Why alerts of several VMs are one story. */
function Ties({ incident }: { incident: Incident }): JSX.Element | null {
  const vmOf = new Map(incident.alerts.map(({ id, subject }) => [id, subject]));
  const across = incident.ties.filter(({ from, to }) => vmOf.get(from) !== vmOf.get(to));
  if (across.length === 0) return null;
  return (
    <section className="story-ties" aria-label="Why this is one story">
      <h2 className="text-head">Why this is one story</h2>
      <ul className="incident-lines second">
        {across.slice(0, 8).map(({ from, to, why }) => (
          <li key={`${from} ${to}`}>
            <HostileText text={why} />
          </li>
        ))}
        {across.length > 8 ? <li>and {across.length - 8} more ties</li> : null}
      </ul>
    </section>
  );
}
