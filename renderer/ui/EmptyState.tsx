import type { JSX, ReactNode } from 'react';
import './states.css';

/** Nothing to show: one sentence of fact, what would fill it, the action. */
export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode }): JSX.Element {
  return (
    <div className="state">
      <p className="text-head">{props.title}</p>
      {props.children === undefined ? null : <p className="second">{props.children}</p>}
      {props.action === undefined ? null : <div className="state-actions">{props.action}</div>}
    </div>
  );
}
