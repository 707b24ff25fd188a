import type { JSX } from 'react';
import type { PersonaShare } from '../../shared/contract/subject.ts';
import { PersonaBar } from './PersonaBar.tsx';
import { tellPersonas } from './persona-segments.ts';
import { HostileText } from './HostileText.tsx';
import './persona.css';

/** Bar, most likely label and its probability; the second from 0.12, or that no label fits. */
export function PersonaCell(props: {
  shares: readonly PersonaShare[];
  incomplete?: boolean;
  unknown?: boolean;
}): JSX.Element {
  const [first, second] = tellPersonas(props.shares);
  if (first === undefined) return <span className="third">not seen enough</span>;
  return (
    <span className="persona-cell">
      <span className="persona-cell-bar">
        <PersonaBar shares={props.shares} incomplete={props.incomplete} />
      </span>
      <span className="persona-labels">
        <span className="persona-first">
          <HostileText text={first.label} /> {first.probability.toFixed(2)}
        </span>
        {props.unknown === true ? (
          <span className="persona-second third" title="Unknown persona: the first label is only the least wrong one">
            no label fits
          </span>
        ) : second === undefined ? null : (
          <span className="persona-second third">
            <span className="cut">
              <HostileText text={second.label} />
            </span>{' '}
            {second.probability.toFixed(2)}
          </span>
        )}
      </span>
    </span>
  );
}
