import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Joins parts of a path. */
export function joinPath(...parts: string[]): string {
  return join(...parts);
}

/** Makes a folder only its owner may enter, with those above it; does nothing when it is there. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}
