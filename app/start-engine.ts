import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Engine } from '../main/engine.ts';
import { applicationRoot } from './application-root.ts';
import { findHostProgram } from './find-host-program.ts';
import { findParser } from './find-parser.ts';
import { stateFolder } from './state-folder.ts';
import { userName } from './user-name.ts';

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
    hosts: findHostProgram(root, fromSources),
    shell,
    version,
    user: userName(),
  });
}
