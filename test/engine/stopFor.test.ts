import { describe, expect, it } from 'vitest';
import { isFailure, stopFor } from '../../src/engine/stopFor.js';
import type { Failure } from '../../src/ports/failure.js';

const FAILURES: ReadonlyArray<readonly [failure: Failure, reason: string, detail: string]> = [
  [{ _tag: 'DiskFull', doing: 'keeping', path: '/p' }, 'disk_full', 'keeping: no space left at /p'],
  [{ _tag: 'Drift', detail: 'a.txt' }, 'drift', 'a.txt'],
  [{ _tag: 'Damaged', detail: 'no object' }, 'damaged', 'no object'],
  [{ _tag: 'Failed', doing: 'git', detail: 'died' }, 'error', 'git: died'],
];

describe('a failure of the world', () => {
  it.each(FAILURES)('%j stops the run with %s', (failure, reason, detail) => {
    expect(stopFor(failure)).toEqual({ reason, detail });
    expect(isFailure(failure)).toBe(true);
  });

  it('is told from what the log says', () => {
    expect(isFailure({ _tag: 'AppendConflict' })).toBe(false);
  });
});
