import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { Time } from '../../ui/Time.tsx';
import { isOfTwin, proofOf } from '../vm/proof-of.ts';
import { foldSteps, type StoryStep } from './fold-steps.ts';

/** The story step by step: when, on which VM, technique, tactic, and the evidence one click away. */
export function StepTable(props: {
  incident: Incident;
  chosen: string | null;
  onChoose: (alert: string) => void;
}): JSX.Element {
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
          <th scope="col">On</th>
          <th scope="col">What, technique</th>
          <th scope="col">Tactic</th>
          <th scope="col">With</th>
          <th scope="col">Evidence</th>
        </tr>
      </thead>
      <tbody>
        {foldSteps(props.incident.alerts).map((step) => (
          <StepRow
            key={step.lead.id}
            step={step}
            chosen={props.chosen === step.lead.id}
            onChoose={() => props.onChoose(step.lead.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

function StepRow(props: { step: StoryStep; chosen: boolean; onChoose: () => void }): JSX.Element {
  const { number, lead, more } = props.step;
  const peers = [...new Set([lead, ...more].flatMap((alert) => alert.peers))];
  return (
    <tr className={props.chosen ? 'step-chosen' : ''} onClick={props.onChoose}>
      <td>
        <button
          type="button"
          className="step-pick"
          aria-pressed={props.chosen}
          aria-label={`Choose step ${number}`}
          onClick={props.onChoose}
        >
          <span className="step-number">{number}</span>
        </button>
      </td>
      <td>
        <Time micros={lead.firstSeen} />
      </td>
      <td>
        <Link to="/vm/$id" params={{ id: lead.subject }} className="quiet cut step-vm">
          <HostileText text={lead.subjectName} cut="host" />
        </Link>
      </td>
      <td>
        <span className="step-title">
          <HostileText text={lead.title} />
          {more.length === 0 ? null : <span className="third"> and {more.length} more like it</span>}
          {lead.answered === undefined ? null : (
            <>
              {' '}
              <span title={lead.answered.why}>
                <Tag>{lead.answered.by === 'suppression' ? 'held back' : 'not as it looks'}</Tag>
              </span>
            </>
          )}
        </span>
        <span className="step-why third">
          <span className="mono">{lead.technique.id}</span> {lead.technique.name}. <HostileText text={lead.why} />
        </span>
      </td>
      <td className="second">{lead.technique.tactic}</td>
      <td className="mono second step-peers">
        {peers.slice(0, 2).map((peer) => (
          <span key={peer} className="cut">
            <HostileText text={peer} cut />
          </span>
        ))}
        {peers.length > 2 ? <span className="third">and {peers.length - 2} more</span> : null}
      </td>
      <td>
        <Link to="/vm/$id" params={{ id: lead.subject }} search={proofOf(lead)}>
          {tellProof(lead)}
        </Link>
      </td>
    </tr>
  );
}

function tellProof(alert: Alert): string {
  const flows = alert.flowCount;
  if (flows === 0) return isOfTwin(alert) ? 'what surprised' : 'host events';
  return `${flows === 1 ? '1 flow' : `${formatCount(flows)} flows`}, packets`;
}
