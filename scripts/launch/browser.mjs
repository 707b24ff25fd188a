import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** True where a window can be shown. */
export function hasDisplay({ DISPLAY, WAYLAND_DISPLAY } = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** Path of a browser of Chromium's family, or null. */
export function findBrowser(environment = process.env) {
  const { MIEN_BROWSER, PATH = '' } = environment;
  if (MIEN_BROWSER) return existsSync(MIEN_BROWSER) ? MIEN_BROWSER : null;
  const inPath = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...inPath, ...elsewhere].find((path) => existsSync(path)) ?? null;
}

/** What a browser is told, so that it shows one window of the console and nothing of its own. */
export function browserArguments(link, profile, isRoot = process.getuid?.() === 0) {
  return [
    `--app=${link}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-background-networking',
    '--window-size=1440,900',
    // Chromium refuses to run as root with its sandbox.
    ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
  ];
}

/** Opens the app window; the child ends when it is closed. */
export function openWindow(browser, link, profile) {
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  return spawn(browser, browserArguments(link, profile), { stdio: 'ignore' });
}
