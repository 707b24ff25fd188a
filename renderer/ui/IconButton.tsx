import type { JSX, MouseEvent, ReactNode, Ref } from 'react';
import './controls.css';

/** A square button that shows only an icon; its label is read out and shown on hover. */
export function IconButton(props: {
  label: string;
  children: ReactNode;
  onClick: (event: MouseEvent<HTMLButtonElement>) => void;
  pressed?: boolean;
  expanded?: boolean;
  ref?: Ref<HTMLButtonElement>;
}): JSX.Element {
  const { ref, label, onClick } = props;
  return (
    <button
      ref={ref}
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      title={label}
      onClick={onClick}
    >
      {props.children}
    </button>
  );
}
