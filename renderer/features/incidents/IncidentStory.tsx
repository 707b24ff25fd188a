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
import { IncidentLanes } from './IncidentLanes.tsx';
import { StateSteps } from './StateSteps.tsx';
import { StepTable } from './StepTable.tsx';

/** One story: two sentences, lanes in time order, the same steps as a table with their evidence. */
export function IncidentStory(props: {
  session: string;
  incident: Incident;
  rows: readonly SubjectRow[];
}): JSX.Element {
  const { incident } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  const flows = incident.alerts.reduce((sum, alert) => sum + alert.flowCount, 0);
  return (
    <article className="story-pane" aria-label={`Incident ${incident.id}`}>
      <header className="story-head">
        <h1 className="text-title story-title">
          <span className="mono second story-id">{incident.id}</span> <HostileText text={incident.title} />
        </h1>
        <p className="story-facts">
          <span>
            {incident.alerts.length === 1 ? '1 alert' : `${incident.alerts.length} alerts`}, {formatCount(flows)}{' '}
            {flows === 1 ? 'flow' : 'flows'}
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
          </span>
        </p>
      </header>
      <div className="story-state">
        <StateSteps session={props.session} incident={incident} />
      </div>
      <p className="story-summary">
        <HostileText text={incident.summary} />
      </p>
      <IncidentLanes incident={incident} rows={props.rows} chosen={chosen} onChoose={setChosen} />
      <header className="steps-head">
        <h2 className="text-head">The story, step by step</h2>
        <span className="text-table third">{incident.alerts.length} seen</span>
      </header>
      <StepTable incident={incident} chosen={chosen} onChoose={setChosen} />
    </article>
  );
}
