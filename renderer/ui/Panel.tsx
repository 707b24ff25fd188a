import { type JSX, type ReactNode, useId } from 'react';
import './panel.css';

/** A pane with one border, a title line and its content. Never stands inside another. */
export function Panel(props: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}): JSX.Element {
  const id = useId();
  return (
    <section className={`panel ${props.className ?? ''}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id} className="text-head">
          {props.title}
        </h2>
        {props.note === undefined ? null : <span className="panel-note">{props.note}</span>}
        {props.actions === undefined ? null : <span className="panel-actions">{props.actions}</span>}
      </header>
      <div className="panel-body">{props.children}</div>
    </section>
  );
}
