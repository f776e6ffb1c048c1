import { describe, expect, it } from 'vitest';
import { createSweepBench, killAndResume, resultOf, WORKFLOW_FILE, writesOf } from '../support/sweep.js';

describe.each(['engine', 'engine and agents'] as const)('a run whose %s is killed at an event', (killed) => {
  it('ends, after a resume, as the run that nobody killed: at every event, before and after it is on disk', async () => {
    const bench = createSweepBench();
    expect((await bench.refold(['run', WORKFLOW_FILE])).exit).toBe(0);
    const expected = await resultOf(bench);
    for (const at of writesOf(bench)) {
      for (const when of ['before', 'after'] as const) await killAndResume(expected, at, when, killed);
    }
  });
});
