/** Which mutants there are, and what they are tried with: `npm run mutate`. */
export default {
  // What decides and folds. What performs talks to ports, and is proven by whole runs.
  mutate: [
    'src/engine/**/*.ts',
    '!src/engine/{capture,inbox,perform,runner,world}.ts',
    '!src/engine/perform/**',
    'src/projections/**/*.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts', related: false },
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportScoreTable: true },
  thresholds: { high: 95, low: 90, break: 85 },
  ignorePatterns: ['dist', 'docs', 'bench', 'coverage', 'reports'],
  concurrency: 1,
  timeoutMS: 20_000,
  allowEmpty: true,
};
