import { defineConfig } from 'vitest/config';

/** These tests start no process and change nothing: they may share a worker, and what it has loaded. */
const PURE = ['test/{engine,projections,events,workflow}/**/*.test.ts'];

export default defineConfig({
  test: {
    setupFiles: ['test/support/fastCheck.ts'],
    testTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: PURE,
          globalSetup: ['test/support/buildPrograms.ts'],
        },
      },
    ],
  },
});
