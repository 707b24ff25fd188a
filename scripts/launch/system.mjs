import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from './browser.mjs';

/** Path of the Chromium that the end-to-end tests drive, or null. */
export function findTestChromium(environment = process.env) {
  const { PLAYWRIGHT_CHROMIUM } = environment;
  if (PLAYWRIGHT_CHROMIUM) return existsSync(PLAYWRIGHT_CHROMIUM) ? PLAYWRIGHT_CHROMIUM : null;
  return findBrowser({ PATH: environment.PATH });
}

/** Installs with apt what the tests drive and this system lacks; where it cannot, one line says with which command. */
export function installSystemParts(environment = process.env) {
  if (findTestChromium(environment) === null) {
    if (!installPackages(['chromium'])) {
      console.log(
        'No Chromium for the end-to-end tests. Install it: sudo apt-get install chromium (or set PLAYWRIGHT_CHROMIUM).',
      );
    }
  }
  if (spawnSync('tshark', ['--version'], { stdio: 'ignore' }).error && !installPackages(['tshark'])) {
    console.log('No tshark: tests that compare with it are skipped. Install it: sudo apt-get install tshark');
  }
}

/** Installs Debian packages when we may; false where that is not possible. */
function installPackages(names) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  console.log(`Installing ${names.join(', ')} with apt …`);
  const install = () => apt('install', '-y', '-qq', '--no-install-recommends', ...names);
  return install() || (apt('update', '-qq') && install());
}

function apt(...args) {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  });
  return status === 0;
}
