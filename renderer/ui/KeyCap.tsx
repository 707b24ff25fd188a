import type { JSX } from 'react';
import './controls.css';

/** A key of the keyboard, drawn as a cap. Decorative: the control that has the key says so by itself. */
export function KeyCap({ children }: { children: string }): JSX.Element {
  return (
    <kbd className="key" aria-hidden="true">
      {children}
    </kbd>
  );
}
