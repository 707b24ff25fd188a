import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { isTyping } from '../../ui/use-shortcut.ts';

const targets = new Map([
  ['f', '/fleet'],
  ['i', '/incidents'],
  ['g', '/graph'],
  ['p', '/policy'],
  ['n', '/intel'],
  ['s', '/sessions'],
] as const);
const patience = 1200;
/** No first key: a page that was just loaded counts from 0. */
const none = Number.NEGATIVE_INFINITY;

/** G, then a letter: goes to a screen. */
export function useGoKeys(): void {
  const navigate = useNavigate();
  // Outlives a screen that arrives between the two keys.
  const begun = useRef(none);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const key = event.key.toLowerCase();
      const target = event.timeStamp - begun.current < patience ? targets.get(key as 'f') : undefined;
      if (target !== undefined) {
        begun.current = none;
        event.preventDefault();
        event.stopPropagation();
        void navigate({ to: target });
      } else if (key === 'g') {
        const pressed = event.timeStamp;
        begun.current = pressed;
        // A screen that is being drawn holds up the second key, not the patience with it.
        requestAnimationFrame((now) => {
          if (begun.current === pressed) begun.current = Math.max(pressed, now);
        });
      } else begun.current = none;
    };
    // Before the keys of the screen, so that G F goes to the Fleet and does not fold the filter rail.
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [navigate]);
}
