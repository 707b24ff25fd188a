import { useEffect, useRef } from 'react';

/** True where keys belong to a field, a composition or an open dialog, so that single letters stay inert. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing) return true;
  // Escape, above all, is the dialog's own.
  if (document.querySelector('dialog[open]') !== null) return true;
  // An editor in a shadow root is the target only from inside; from here it is the element round it.
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches('input:not([type=checkbox], [type=radio], [type=range]), textarea, select')
  );
}

/** Runs an action on a single key (as `KeyboardEvent.key`, upper or lower case) outside text fields; '' = none. */
export function useShortcut(key: string, action: (event: KeyboardEvent) => void): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (key === '') return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key.toLowerCase() !== key.toLowerCase()) return;
      event.preventDefault();
      latest.current(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [key]);
}
