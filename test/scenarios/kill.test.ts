import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSweepBench,
  killAndResume,
  resultOf,
  TURNS,
  WORKFLOW_FILE,
  writesOf,
} from '../support/sweep.js';

describe('a run whose engine is killed at an event', () => {
  it('ends, after a resume, as the run that nobody killed', async () => {
    const bench = createSweepBench();
    expect((await bench.refold(['run', WORKFLOW_FILE])).exit).toBe(0);
    expect(bench.tally()).toEqual(TURNS);
    const expected = await resultOf(bench);
    expect(expected.status).toBe('passed');
    const points = fc.sample(
      fc.record({
        at: fc.constantFrom(...writesOf(bench)),
        when: fc.constantFrom('before' as const, 'after' as const),
        killed: fc.constantFrom('engine' as const, 'engine and agents' as const),
      }),
      { numRuns: 6, seed: 20_261_121 },
    );
    for (const { at, when, killed } of points) await killAndResume(expected, at, when, killed);
  });
});
