import type { DataOf, Draft } from '../../src/events/catalogue.js';
import type { KeptFile } from '../../src/events/files.js';
import { lifeBegan } from './moments.js';
import { draft } from './run.js';

/** A file that holds something of this digit. */
export const kept = (path: string, digit: string, mode = '100644'): KeptFile => ({
  path,
  mode,
  content: { sha256: digit.repeat(64), bytes: Number.parseInt(digit, 16) },
});

export const made = (
  step: number,
  more: Partial<DataOf<'OutsideCheckpointMade'>> = {},
): DataOf<'OutsideCheckpointMade'> => ({ step, vars: [], files: [], ...more });

export const OUTSIDE = {
  run: '20261121-040000-1a2b3c',
  number: 1,
  refold: '0.0.0',
  name: 'deploy',
  repository: { id: 'repo-123456', root: '/repo', gitDir: '/repo/.git' },
};

/** A workflow that refold does not run, with these checkpoints; each of them has a life of its own. */
export const outsideRun = (
  first: DataOf<'OutsideCheckpointMade'>,
  ...more: readonly DataOf<'OutsideCheckpointMade'>[]
): readonly Draft[] => [
  draft('OutsideRunCreated', OUTSIDE),
  lifeBegan(1),
  draft('OutsideCheckpointMade', first),
  ...more.flatMap((one, at) => [lifeBegan(at + 2), draft('OutsideCheckpointMade', one)]),
];

export const resumedAt = (checkpoint: number, step: number, found?: readonly KeptFile[]): Draft =>
  draft('OutsideRunResumed', { checkpoint, step, ...(found ? { found } : {}) });

export const closed = (how: DataOf<'OutsideRunClosed'>['how']): Draft => draft('OutsideRunClosed', { how });
