import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSweepBench,
  killAndResume,
  resultOf,
  SWEEPS,
  WORKFLOW_FILE,
  writesOf,
} from '../support/sweep.js';

describe.each(Object.entries(SWEEPS))('a run in %s whose engine is killed at an event', (_, sweep) => {
  it('ends, after a resume, as the run that nobody killed', async () => {
    const bench = createSweepBench(sweep);
    expect((await bench.refold(['run', WORKFLOW_FILE])).exit).toBe(0);
    expect(bench.tally()).toEqual(sweep.turns);
    const expected = await resultOf(bench);
    expect(expected.status).toBe('passed');
    const points = fc.sample(
      fc.record({
        at: fc.constantFrom(...writesOf(bench)),
        when: fc.constantFrom('before' as const, 'after' as const),
        killed: fc.constantFrom('engine' as const, 'engine and agents' as const),
      }),
      { numRuns: 2, seed: 20_261_121 },
    );
    for (const { at, when, killed } of points) await killAndResume(sweep, expected, at, when, killed);
  });
});
