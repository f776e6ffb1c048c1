import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/agents/**/*.agents.ts'],
    globalSetup: ['test/agents/install.ts', 'test/support/buildPrograms.ts'],
    setupFiles: ['test/support/fastCheck.ts'],
    testTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
