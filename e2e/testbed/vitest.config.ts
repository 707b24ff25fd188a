import { defineConfig } from 'vitest/config';

// The live suite: real hosts, one after another, because they share one testbed. `npm run test:testbed` brings it up.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['live/**/*.live.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // On a machine that is busy with other things; what needs it is told at the end of `npm test`.
    retry: process.env['CI'] === undefined ? 0 : 1,
    passWithNoTests: false,
  },
});
