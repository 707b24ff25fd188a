import { useSyncExternalStore } from 'react';

const query = '(max-width: 1180px)';

function subscribe(listener: () => void): () => void {
  const media = globalThis.matchMedia(query);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** True where the window is so narrow that an inspector lies over the screen instead of beside it. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => globalThis.matchMedia(query).matches);
}
