import { useEffect, useRef } from 'react';

/** Keys of a policy's page, also while its text is typed at: Ctrl S saves, Ctrl Shift F formats, F8 goes to the next finding. */
export function usePolicyKeys(acts: { save: () => void; format: () => void; nextFinding: () => void }): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || document.querySelector('dialog[open]') !== null) return;
      const control = (event.ctrlKey || event.metaKey) && !event.altKey;
      const key = event.key.toLowerCase();
      if (control && !event.shiftKey && key === 's') latest.current.save();
      else if (control && event.shiftKey && key === 'f') latest.current.format();
      else if (!control && key === 'f8') latest.current.nextFinding();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
