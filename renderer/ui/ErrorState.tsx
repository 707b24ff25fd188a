import type { JSX, ReactNode } from 'react';
import { CircleX } from 'lucide-react';
import './states.css';

/** What failed, standing where the data would stand: what happened, what still works, what to do. */
export function ErrorState(props: {
  title: string;
  detail?: string | undefined;
  works?: string | undefined;
  todo?: string | undefined;
  action?: ReactNode;
}): JSX.Element {
  const facts = [
    ['Still works', props.works],
    ['To do', props.todo],
  ] as const;
  return (
    <div className="state state-error" role="alert">
      <p className="text-head">
        <CircleX size={15} aria-hidden="true" />
        {props.title}
      </p>
      {props.detail === undefined ? null : <p className="second">{props.detail}</p>}
      <dl className="facts">
        {facts.map(([name, value]) =>
          value === undefined || value === '' ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {props.action === undefined ? null : <div className="state-actions">{props.action}</div>}
    </div>
  );
}
