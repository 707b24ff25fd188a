import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Time } from '../../ui/Time.tsx';
import { isOfTwin, proofOf } from '../vm/proof-of.ts';

/** The story step by step: when, technique, tactic, and the evidence one click away. */
export function StepTable(props: {
  incident: Incident;
  chosen: string | null;
  onChoose: (alert: string) => void;
}): JSX.Element {
  const { incident } = props;
  const alerts = incident.alerts.toSorted((a, b) => a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1));
  return (
    <table className="step-table">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Step</span>
          </th>
          <th scope="col" aria-sort="ascending">
            When ↑
          </th>
          <th scope="col">Technique</th>
          <th scope="col">Tactic</th>
          <th scope="col">With</th>
          <th scope="col">Evidence</th>
        </tr>
      </thead>
      <tbody>
        {alerts.map((alert, index) => (
          <tr
            key={alert.id}
            className={props.chosen === alert.id ? 'step-chosen' : ''}
            onClick={() => props.onChoose(alert.id)}
          >
            <td>
              <span className="step-number">{index + 1}</span>
            </td>
            <td>
              <Time micros={alert.firstSeen} />
            </td>
            <td>
              <span className="step-title">
                <HostileText text={alert.title} />
              </span>
              <span className="step-why third">
                <span className="mono">{alert.technique.id}</span> {alert.technique.name}.{' '}
                <HostileText text={alert.why} />
              </span>
            </td>
            <td className="second">{alert.technique.tactic}</td>
            <td className="mono second step-peers">
              {alert.peers.slice(0, 2).map((peer) => (
                <span key={peer} className="cut">
                  <HostileText text={peer} cut />
                </span>
              ))}
              {alert.peers.length > 2 ? <span className="third">and {alert.peers.length - 2} more</span> : null}
            </td>
            <td>
              <Link to="/vm/$id" params={{ id: alert.subject }} search={proofOf(alert)}>
                {tellProof(alert)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function tellProof(alert: Alert): string {
  const flows = alert.flowCount;
  if (flows === 0) return isOfTwin(alert) ? 'what surprised' : 'host events';
  return `${flows === 1 ? '1 flow' : `${formatCount(flows)} flows`}, packets`;
}
