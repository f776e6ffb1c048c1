import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/buildPrograms.ts'],
    setupFiles: ['test/support/fastCheck.ts'],
    testTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 3,
  },
});
