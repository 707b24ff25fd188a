import type { JSX } from 'react';

/** What the palette finds and does; `open` shows it, `onClose` hides it. */
export function Palette(_props: { open: boolean; onClose: () => void }): JSX.Element | null {
  return null;
}
