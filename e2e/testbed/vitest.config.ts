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
    passWithNoTests: false,
  },
});
