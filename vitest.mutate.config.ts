import { defineConfig } from 'vitest/config';

/** The quick tests of what is pure, which `npm run mutate` tries on one mutant after the other. */
export default defineConfig({
  test: {
    include: [
      'test/{engine,projections}/**/*.test.ts',
      'test/workflow/template.test.ts',
      'test/scenarios/golden.test.ts',
    ],
    setupFiles: ['test/support/fastCheck.ts'],
    // The same histories for every mutant, and few of them.
    env: { FC_SEED: '20261121', FC_SHARE: '0.02' },
    update: false,
    isolate: false,
    testTimeout: 120_000,
  },
});
