import { spawn } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from './build.mjs';
import { findBrowser, hasDisplay, openWindow } from './browser.mjs';
import { findElectron } from './electron.mjs';
import { at, cache, dist } from './places.mjs';
import { runToEnd } from './runtime.mjs';

/** A shell that ends within so many milliseconds and with an error never showed a window. */
const TOO_SOON = 8000;

/** Opens the console on `args` (files, folders, URIs; the sample where there are none). */
export async function run(args) {
  await build();
  const targets = args.map((arg) => toTarget(arg));
  const electron = hasDisplay() ? findElectron() : null;
  if (electron !== null) {
    const begun = performance.now();
    const isRoot = process.getuid?.() === 0;
    const code = await runToEnd(electron, [...(isRoot ? ['--no-sandbox'] : []), at(), '--', ...targets], {
      env: { ...process.env, MIEN_NODE: process.execPath },
    });
    if (code === 0 || performance.now() - begun > TOO_SOON) return code;
    console.error(`mien: Electron ended with ${code} before it showed a window.`);
  }
  return startServer(targets);
}

/** A URI stays as it is; a path counts from where the person stands, which npm hides. */
export function toTarget(arg, from = process.env.INIT_CWD ?? process.cwd()) {
  return /^-|^[a-z][a-z0-9+.-]+:\/\//i.test(arg) ? arg : resolve(from, arg);
}

/** Runs the loopback server, and a browser window on it where one can be shown; both end together. */
function startServer(targets) {
  const server = spawn(process.execPath, [join(dist, 'cli.js'), 'serve', ...targets], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  const browser = hasDisplay() ? findBrowser() : null;
  let window = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGTERM'));
  createInterface({ input: server.stdout }).on('line', (line) => {
    const link = /http:\/\/127\.0\.0\.1:\S+/.exec(line)?.[0];
    if (browser === null || window !== null || link === undefined) {
      console.log(line);
      return;
    }
    console.log(
      `mien: no Electron here, so the console opens in a window of ${basename(browser)}; closing it ends Mien`,
    );
    const opened = Date.now();
    window = openWindow(browser, link, join(cache, 'browser'));
    // A browser that runs already takes the window over and its child ends at once.
    window.on('exit', () => Date.now() - opened > 3000 && server.kill('SIGTERM'));
    window.on('error', () => console.log(`mien: ${browser} did not start; press Enter for a link to open yourself`));
  });
  return new Promise((resolve) => {
    server.on('exit', (code) => {
      window?.kill();
      resolve(code ?? 0);
    });
  });
}
