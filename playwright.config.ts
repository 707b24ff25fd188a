import { defineConfig } from '@playwright/test';

const isRoot = process.getuid?.() === 0;

/** Drives the built console in the Chromium that PLAYWRIGHT_CHROMIUM names; `npm test` finds one. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'e2e/artifacts/results',
  workers: 1,
  // What passes at the second try only is told at the end of `npm test`.
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    // Tracing doubles the time of screens with thousands of names; MIEN_TRACE=1 keeps the traces of what failed.
    trace: process.env['MIEN_TRACE'] === undefined ? 'off' : 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['PLAYWRIGHT_CHROMIUM'] ?? '/usr/bin/chromium',
      // Chromium refuses to run as root with its sandbox.
      args: isRoot ? ['--no-sandbox'] : [],
    },
  },
});
