import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let paused = false;

/** Whether the analyst holds the view still: rows and charts stay as they are until it goes on. */
export function isViewPaused(): boolean {
  return paused;
}

/** Holds the view still, or lets it go on. The engine goes on either way. */
export function pauseView(hold: boolean): void {
  if (paused === hold) return;
  paused = hold;
  for (const listener of listeners) listener();
}

/** Hears whenever the view is held or goes on; the answer ends it. */
export function onViewPause(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** See {@link isViewPaused}, as it changes. */
export function useViewPaused(): boolean {
  return useSyncExternalStore(onViewPause, isViewPaused);
}
