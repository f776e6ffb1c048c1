import { build } from 'esbuild';

/**
 * Builds what must run in a browser as for a browser: an import of anything that only node has fails here. The entry
 * is written on the spot, because nothing in the product needs it yet.
 */
await build({
  stdin: {
    contents: [
      "export * from './src/events/catalogue.js';",
      "export * from './src/events/scan.js';",
      "export * from './src/projections/runState.js';",
      "export * from './src/projections/summary.js';",
      "export * from './src/projections/verdict.js';",
      "export * from './src/inspector/text/show.js';",
      "export * from './src/inspector/text/log.js';",
    ].join('\n'),
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  write: false,
  logLevel: 'error',
});
