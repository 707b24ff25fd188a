import { type JSX, type ReactNode, type SyntheticEvent, useState } from 'react';
import './overlays.css';

/** Repeats or explains what stands there; never the sole place of a fact. Shows on hover and on focus inside. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }): JSX.Element {
  const [side, setSide] = useState<'left' | 'right' | null>(null);
  const show = (event: SyntheticEvent<HTMLElement>): void => {
    // At the right half of the window the words grow to the left, so that they stay inside.
    const box = event.currentTarget.getBoundingClientRect();
    setSide(box.left > globalThis.innerWidth / 2 ? 'right' : 'left');
  };
  const hide = (): void => setSide(null);
  return (
    <span className="tooltip-anchor" onPointerEnter={show} onPointerLeave={hide} onFocus={show} onBlur={hide}>
      {children}
      {side === null ? null : (
        <span role="tooltip" className={`tooltip tooltip-${side}`}>
          {text}
        </span>
      )}
    </span>
  );
}
