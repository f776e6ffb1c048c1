import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPrograms, PROGRAMS } from '../../scripts/build.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the programs that whole runs are tested with. */
    programs: string;
  }
}

/** Builds the product and the programs that break it, once for all tests of a run; answers how to remove them. */
export const setup = async (project: TestProject): Promise<() => void> => {
  const outdir = resolve('node_modules/.cache', `refold-test-${process.pid}`);
  await buildPrograms(
    {
      ...PROGRAMS,
      'refold-crashing': 'test/support/crashingRefold.ts',
      'refold-full-disk': 'test/support/fullDiskRefold.ts',
    },
    outdir,
  );
  project.provide('programs', outdir);
  return () => rmSync(outdir, { recursive: true, force: true });
};
