import { useEffect } from 'react';
import { isTyping } from './use-shortcut.ts';

const keys = new Set(['j', 'k', 'J', 'K', 'ArrowDown', 'ArrowUp', 'Enter']);

/** Lets row keys work while nothing on the screen has the focus. */
export function useRowKeys(active: boolean, onKey: (event: KeyboardEvent) => void): void {
  useEffect(() => {
    if (!active) return undefined;
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const letter = event.key.toLowerCase() === 'j' || event.key.toLowerCase() === 'k';
      const nothingFocused = event.target === document.body || event.target === document.documentElement;
      if (keys.has(event.key) && (letter || nothingFocused)) onKey(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [active, onKey]);
}
