import { type JSX, type ReactNode, useId, useState } from 'react';
import './overlays.css';

/** Repeats or explains what stands there; never the sole place of a fact. Shows on hover and on focus inside. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }): JSX.Element {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <span
      className="tooltip-anchor"
      aria-describedby={open ? id : undefined}
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
    >
      {children}
      {open ? (
        <span id={id} role="tooltip" className="tooltip">
          {text}
        </span>
      ) : null}
    </span>
  );
}
