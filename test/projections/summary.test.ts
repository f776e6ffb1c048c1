import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { Stored } from '../../src/events/stored.js';
import { project } from '../../src/projections/projection.js';
import { runState } from '../../src/projections/runState.js';
import { summaryOf } from '../../src/projections/summary.js';
import { writeLog } from '../support/lines.js';
import { begun, COMMIT, codeStep, draft, PROCESS, TREE } from '../support/run.js';

/** The summary of these events, each at so many seconds after the first. */
const summaryAt = (events: readonly (readonly [seconds: number, event: Draft])[]) => {
  const { stored } = writeLog(events.map(([, event]) => [[event]]));
  const timed = stored.map((one, index) => {
    const at = new Date(
      Date.parse('2026-02-28T23:59:00.000Z') + (events[index]?.[0] ?? 0) * 1000,
    ).toISOString();
    return { ...one, event: { ...one.event, at } } as Stored;
  });
  return summaryOf(project(runState, timed), { held: false });
};

describe('how long a step and a run took', () => {
  it('is the time at work, without that in which nobody worked', () => {
    const start = begun(codeStep('a')).map((event) => [0, event] as const);
    const summary = summaryAt([
      ...start,
      [10, draft('StepStarted', { path: 'a', base: COMMIT, tree: TREE })],
      [40, draft('RunStopped', { reason: 'interrupted' })],
      [100_040, draft('LifeBegan', { life: 2, lease: 2, refold: '0', process: PROCESS })],
      [100_100, draft('StepPassed', { path: 'a', attempt: 1, head: COMMIT })],
    ]);
    expect(summary?.steps[0]?.ms).toBe(90_000);
    expect(summary?.ms).toBe(100_000);
  });
});
