import { test as base } from '@playwright/test';
import { serveConsole } from './served-console.ts';
import type { ServedConsole } from './served-console.ts';

/**
 * A test with a console served to it: `served` on what the option `targets` names, one for each file of tests;
 * `openPage` brings the test's own page in, optionally at a path, and keeps what the page complained about.
 */
export const test = base.extend<
  { openPage: (path?: string) => Promise<void>; complaints: string[] },
  { targets: string[]; served: ServedConsole }
>({
  targets: [[], { option: true, scope: 'worker' }],
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
  openPage: async ({ page, served, complaints }, use) => {
    await use(async (path = '/') => {
      const link = new URL(await served.nextLink());
      await page.goto(`${link.origin}${path}${path.includes('?') ? '&' : '?'}token=${link.searchParams.get('token')}`);
      await page.waitForURL((url) => !url.searchParams.has('token'));
      complaints.length = 0;
    });
  },
});
