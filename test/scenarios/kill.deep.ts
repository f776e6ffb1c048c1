import { describe, expect, it } from 'vitest';
import {
  createSweepBench,
  killAndReplay,
  killAndResume,
  resultOf,
  SWEEPS,
  WORKFLOW_FILE,
  writesOf,
} from '../support/sweep.js';

const KILLED = ['engine', 'engine and agents'] as const;
const CASES = Object.entries(SWEEPS).flatMap(([name, sweep]) =>
  KILLED.map((killed) => [name, killed, sweep] as const),
);

describe.each(CASES)('a run in %s whose %s is killed at an event', (_, killed, sweep) => {
  it('ends, after a resume, as the run that nobody killed: at every event, before and after it is on disk', async () => {
    const bench = createSweepBench(sweep);
    expect((await bench.refold(['run', WORKFLOW_FILE])).exit).toBe(0);
    const expected = await resultOf(bench);
    for (const at of writesOf(bench)) {
      for (const when of ['before', 'after'] as const) await killAndResume(sweep, expected, at, when, killed);
    }
  });
});

describe.each([
  ['sequence', 'build/impl', SWEEPS.sequence],
  ['parallel', 'both/first', SWEEPS.parallel],
  ['parallel', 'both/inner/left', SWEEPS.parallel],
] as const)('a run in %s that was killed at any event, replayed from %s', (_, from, sweep) => {
  it('ends as a run that nobody killed', async () => {
    const bench = createSweepBench(sweep);
    expect((await bench.refold(['run', WORKFLOW_FILE])).exit).toBe(0);
    const expected = await resultOf(bench);
    for (const at of writesOf(bench)) await killAndReplay(sweep, expected, at, from);
  });
});
