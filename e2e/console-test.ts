import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { serveConsole } from './served-console.ts';
import type { ServedConsole } from './served-console.ts';

/**
 * A test with a console served to it: `served` on what `targets` names, one for all files of tests that name the same; `folder` is theirs
 * to write evidence into. A file that leaves a console otherwise than it found it names itself by `alone` and has one to itself. `openPage` brings the test's own page in, optionally at a screen (`/sessions`); `complaints`
 * are what it wrote to its console.
 */
export const test = base.extend<
  { openPage: (screen?: string) => Promise<void>; complaints: string[] },
  { folder: string; targets: string[]; alone: string; served: ServedConsole }
>({
  folder: [
    async ({ browserName }, use) => {
      const folder = await mkdtemp(join(tmpdir(), `mien-${browserName}-`));
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  targets: [[], { option: true, scope: 'worker' }],
  alone: ['', { option: true, scope: 'worker' }],
  served: [
    async ({ targets }, use) => {
      const served = await serveConsole(targets);
      await use(served);
      await served.stop();
    },
    { scope: 'worker' },
  ],
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`${error.name}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await use(complaints);
  },
  openPage: async ({ page, served }, use) => {
    await use(async (screen) => {
      await page.goto(await served.nextLink());
      await page.waitForURL((url) => !url.searchParams.has('token'));
      if (screen !== undefined) await page.goto(new URL(`#${screen}`, page.url()).href);
    });
  },
});
