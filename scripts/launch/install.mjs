import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fillGaps } from './fill-gaps.mjs';
import { at } from './places.mjs';
import { Stop } from './stop.mjs';

/** Installs the packages of the lock where they are missing or others; without install scripts or a compiler. */
export function install() {
  const lock = readFileSync(at('package-lock.json'), 'utf8');
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = at('node_modules', '.mien-stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const parsed = JSON.parse(lock);
  if (!isInstalled(parsed)) {
    console.error('mien: installing packages (once, about a minute) …');
    runNpm(at());
  }
  fillGaps(parsed, runNpm);
  writeFileSync(stamp, wanted);
}

/** True where npm's own note of what it installed agrees with the lock: somebody ran npm by hand. */
export function isInstalled(lock) {
  const note = at('node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const present = JSON.parse(readFileSync(note, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, { version, optional, devOptional, link }]) => {
    if (path === '' || link) return true;
    const found = present[path];
    return found === undefined ? Boolean(optional || devOptional) : found.version === version;
  });
}

/** Installs a folder's lock by npm: the one that started us, else the one on the path. */
function runNpm(folder) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const own = process.env.npm_execpath;
  const [command, first] = own && /\.c?js$/.test(own) ? [process.execPath, [own]] : ['npm', []];
  const { status, error, stderr } = spawnSync(command, [...first, ...args], {
    cwd: folder,
    // What npm has to say on success interests nobody here.
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32' && command === 'npm',
    encoding: 'utf8',
  });
  if (error?.code === 'ENOENT')
    throw new Stop('npm is missing. Install it (Debian: apt-get install npm) and start again.');
  if (status === 0) return;
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|network/i.test(stderr ?? '');
  const why = (stderr ?? '')
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .find((line) => line !== '' && !line.startsWith('code '));
  if (offline) throw new Stop('the packages could not be fetched: no network. Connect and start again.');
  throw new Stop(`the packages could not be installed: ${why ?? error?.message ?? `npm ended with ${status}`}`);
}
