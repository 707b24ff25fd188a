import type { JSX, ReactNode } from 'react';
import './controls.css';

/** A small outlined word. With `onRemove` it ends in a cross that takes it away. */
export function Tag(props: {
  children: ReactNode;
  strong?: boolean;
  onRemove?: (() => void) | undefined;
  removeLabel?: string;
}): JSX.Element {
  return (
    <span className={props.strong === true ? 'tag tag-strong' : 'tag'}>
      {props.children}
      {props.onRemove === undefined ? null : (
        <button
          type="button"
          className="tag-remove"
          aria-label={props.removeLabel ?? 'Remove'}
          onClick={props.onRemove}
        >
          ×
        </button>
      )}
    </span>
  );
}
