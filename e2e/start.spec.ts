import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';
let started: ChildProcess | null = null;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mien-start-'));
});
test.afterEach(async () => {
  started?.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the console as `npm start` does; answers with what it prints. */
function start(environment: NodeJS.ProcessEnv, ...args: string[]) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const child = spawn(process.execPath, [join(root, 'scripts', 'launch.mjs'), 'start', ...args], {
    env: { ...rest, MIEN_HOME: join(folder, 'home'), MIEN_NO_ELECTRON: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started = child;
  let output = '';
  const hear = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, ended, read: () => output };
}

test('without a display npm start prints a link within seconds, and Ctrl+C ends it', async ({ page }) => {
  const begun = Date.now();
  const { child, ended, read } = start({});
  await expect.poll(read, { timeout: 15_000 }).toContain('Mien is at http://127.0.0.1:');
  expect(Date.now() - begun).toBeLessThan(10_000);
  await page.goto(/http:\S+/.exec(read())?.[0] ?? '');
  await expect(page).toHaveTitle(/Mien/);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('with a display it opens an app window, says so in one line, and ends with it', async () => {
  const browser = join(folder, 'chromium');
  await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$@" > ${join(folder, 'arguments')}\nexec sleep 4\n`);
  await chmod(browser, 0o755);
  const { ended, read } = start({ DISPLAY: ':97', MIEN_BROWSER: browser });
  expect(await ended).toBe(0);
  expect(
    read()
      .split('\n')
      .filter((line) => line.includes('window of chromium')),
  ).toHaveLength(1);
  const args = await readFile(join(folder, 'arguments'), 'utf8');
  expect(args).toMatch(/^--app=http:\/\/127\.0\.0\.1:\d+\/\?token=/m);
  expect(args).toContain('--user-data-dir=');
});

test('a file that is not there is one sentence, and the console still comes up', async () => {
  const { read } = start({}, 'gone.pcap');
  await expect.poll(read, { timeout: 15_000 }).toContain('gone.pcap');
  expect(read()).toContain('Mien is at http://127.0.0.1:');
  expect(read()).not.toContain('    at ');
});
