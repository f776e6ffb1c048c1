/** Which mutants there are, and what they are tried with: `npm run mutate`. */
export default {
  mutate: [
    'src/{engine,projections}/**/*.ts',
    // What talks to ports is proven by whole runs.
    '!src/engine/{capture,inbox,perform,runner,world}.ts',
    '!src/engine/perform/**',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts', related: false },
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'html', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 90, break: 85 },
  ignorePatterns: ['bench', 'coverage', 'dist', 'docs', 'reports'],
  concurrency: 2,
  timeoutMS: 30_000,
};
