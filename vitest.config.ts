import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,native,main,app,renderer,scripts}/**/*.test.{ts,tsx}'],
    setupFiles: ['./vitest.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
