import { useSyncExternalStore } from 'react';
import { readStored, writeStored } from '../../ui/stored.ts';

/** What the analyst chose. */
export type Theme = 'dark' | 'light' | 'system';

const key = 'mien.theme';
const listeners = new Set<() => void>();

function readTheme(): Theme {
  const stored = readStored(key);
  return stored === 'light' || stored === 'system' ? stored : 'dark';
}

/** The theme drawn for a choice. */
export function resolveTheme(theme: Theme, systemIsLight: boolean): 'dark' | 'light' {
  if (theme === 'system') return systemIsLight ? 'light' : 'dark';
  return theme;
}

/** Draws the chosen theme, and follows the system where that was chosen. */
export function applyTheme(): void {
  const system = globalThis.matchMedia('(prefers-color-scheme: light)');
  const draw = (): void => {
    document.documentElement.dataset['theme'] = resolveTheme(readTheme(), system.matches);
    for (const listener of listeners) listener();
  };
  system.addEventListener('change', draw);
  globalThis.addEventListener('storage', draw);
  document.addEventListener('mien-theme', draw);
  draw();
}

/** Chooses a theme and keeps the choice. */
export function chooseTheme(theme: Theme): void {
  writeStored(key, theme);
  document.dispatchEvent(new Event('mien-theme'));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chosen theme. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}

/** The theme as drawn, for what cannot use tokens (a canvas). */
export function useDrawnTheme(): 'dark' | 'light' {
  return useSyncExternalStore(subscribe, () =>
    document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark',
  );
}
