import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, cache } from './places.mjs';

/** Milliseconds the one attempt to fetch Electron may take. */
const PATIENCE = 60_000;

/** Path of the Electron program, fetched at the first start where that is possible; null where there is none. */
export function findElectron(environment = process.env) {
  if (environment.MIEN_NO_ELECTRON === '1' || !existsSync(at('node_modules', 'electron'))) return null;
  return readElectronPath(environment) ?? (fetchElectron(environment) ? readElectronPath(environment) : null);
}

/** Where Electron's package put its program, as the package itself looks it up, without making it fetch anything. */
function readElectronPath(environment) {
  const note = at('node_modules', 'electron', 'path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8').trim() : null;
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  const path = override ? join(override, name ?? 'electron') : name && at('node_modules', 'electron', 'dist', name);
  return path && existsSync(path) ? path : null;
}

/** Tries once for each version of Electron, as its package does; never where a machine watches (CI). */
function fetchElectron(environment) {
  if (environment.CI || environment.ELECTRON_OVERRIDE_DIST_PATH) return false;
  const { version } = JSON.parse(readFileSync(at('node_modules', 'electron', 'package.json'), 'utf8'));
  const memory = join(cache, `electron-${version}-tried`);
  if (existsSync(memory)) return false;
  mkdirSync(cache, { recursive: true });
  writeFileSync(memory, 'Delete this file to let the next start try again to fetch Electron.\n');
  console.error('mien: fetching Electron (one try, at most a minute) …');
  const { status } = spawnSync(process.execPath, [at('node_modules', 'electron', 'install.js')], {
    cwd: at(),
    stdio: 'ignore',
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  return status === 0;
}
