import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,native,main,app,renderer,scripts}/**/*.test.{ts,tsx}'],
    setupFiles: ['./vitest.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On a machine that is busy with other things; what needs it is told at the end of `npm test`.
    retry: process.env['CI'] === undefined ? 0 : 1,
    passWithNoTests: false,
  },
});
