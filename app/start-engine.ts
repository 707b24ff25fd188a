import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '../main/engine.ts';
import { findParser } from './find-parser.ts';
import { stateFolder } from './state-folder.ts';

/** Folder of the project: the nearest one above this program that holds its package.json. */
export function applicationRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('Mien was moved apart: its package.json is not above its programs.');
    folder = above;
  }
  return folder;
}

/** Name that notes are signed with. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'analyst';
  }
}

/**
 * Starts the engine of this installation, from its sources or from what was built.
 * @param home folder of its memory; the system's usual place when absent
 */
export function startEngine(shell: 'electron' | 'browser', home: string = stateFolder()): Engine {
  const root = applicationRoot();
  const fromSources = import.meta.url.endsWith('.ts');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return createEngine({
    home,
    resources: join(root, 'resources'),
    applicationRoot: root,
    parser: findParser(root, fromSources),
    shell,
    version,
    user: userName(),
  });
}
