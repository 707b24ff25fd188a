import type { JSX } from 'react';
import type { AttackPathView } from '../../../shared/contract/paths.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { internet } from './path-nodes.ts';
import { formatChance, tellService } from './path-words.ts';
import { nameStepRow } from './step-row.ts';

/** The steps of a path: from whom to whom over which service, technique, chance, and what it takes. */
export function StepTable(props: {
  steps: AttackPathView['steps'];
  /** Chooses a node of the graph. */
  onNode: (id: string) => void;
}): JSX.Element {
  return (
    <table className="path-steps" aria-label="Steps of the path">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Number</span>#
          </th>
          <th scope="col">Step, technique, what it needs</th>
          <th scope="col" className="numeric">
            Chance
          </th>
        </tr>
      </thead>
      <tbody>
        {props.steps.map((step, index) => (
          <tr key={`${step.from} ${step.to} ${step.port}`} id={nameStepRow(index)} tabIndex={-1}>
            <td>
              <span className={step.observed ? 'path-step-number' : 'path-step-number path-step-predicted'}>
                {index + 1}
              </span>
            </td>
            <td>
              <p className="strong">
                <End id={step.from} name={step.fromName} onNode={props.onNode} /> →{' '}
                <End id={step.to} name={step.toName} onNode={props.onNode} />
              </p>
              <p className="mono second">
                <HostileText text={tellService(step)} />
              </p>
              <p className="second">
                {step.technique.name} <span className="mono third">{step.technique.id}</span>
              </p>
              <p className="second">
                Needs <HostileText text={step.needs} />
              </p>
            </td>
            <td className="numeric">
              <p className="mono strong">{formatChance(step.probability)}</p>
              <Tag>{step.observed ? 'observed' : 'predicted'}</Tag>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function End(props: { id: string; name: string; onNode: (id: string) => void }): JSX.Element {
  const name = <HostileText text={props.name} />;
  if (props.id === internet) return name;
  return (
    <button type="button" className="path-step-end" onClick={() => props.onNode(props.id)}>
      {name}
    </button>
  );
}
