import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.deep.ts'],
    globalSetup: ['test/support/buildPrograms.ts'],
    setupFiles: ['test/support/fastCheck.ts'],
    testTimeout: 20 * 60_000,
    pool: 'forks',
    maxWorkers: 3,
    env: { REFOLD_TEST_DEEP: '1' },
  },
});
