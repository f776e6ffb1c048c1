import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { Stored } from '../../src/events/stored.js';
import { project } from '../../src/projections/projection.js';
import { runState } from '../../src/projections/runState.js';
import { summaryOf } from '../../src/projections/summary.js';
import { AT, writeLog } from '../support/lines.js';
import { attempt, call, finished, lifeBegan, passed, step, stopped } from '../support/moments.js';
import { begun, codeStep, draft, given, group } from '../support/run.js';

const NOBODY = { held: false } as const;

/** The summary of these events, each at so many seconds after the first. */
const summaryAt = (events: readonly (readonly [seconds: number, event: Draft])[]) => {
  const { stored } = writeLog(events.map(([, event]) => [[event]]));
  const timed = stored.map((one, index) => {
    const at = new Date(
      Date.parse('2026-02-28T23:59:00.000Z') + (events[index]?.[0] ?? 0) * 1000,
    ).toISOString();
    return { ...one, event: { ...one.event, at } } as Stored;
  });
  return summaryOf(project(runState, timed), NOBODY);
};

describe('how long a step and a run took', () => {
  it('is the time at work, without that in which nobody worked', () => {
    const start = begun(codeStep('a')).map((event) => [0, event] as const);
    const all = summaryAt([
      ...start,
      [10, step('a')],
      [40, stopped('interrupted')],
      [100_040, lifeBegan(2)],
      [100_100, passed('a')],
    ]);
    expect(all?.steps[0]?.ms).toBe(90_000);
    expect(all?.ms).toBe(100_000);
    expect(all?.steps[0]?.startedAt).toBe('2026-02-28T23:59:10.000Z');
    expect(all?.steps[0]?.endedAt).toBe('2026-03-02T03:47:20.000Z');
  });

  const spawned = (intent: number): Draft =>
    draft('AgentSpawned', { intent, pid: 8, start: '1', argv: ['true'] });
  const cutOff = [
    ...begun(codeStep('a')).map((event) => [0, event] as const),
    ...[step('a'), attempt('a'), call('a'), spawned(7)].map((event) => [10, event] as const),
    [110, lifeBegan(2)] as const,
  ];

  it('has in it what an agent did alone until it had finished, and not the time after', () => {
    const all = summaryAt([...cutOff, [110, finished(7, { ms: 8_000 })], [112, passed('a')]]);
    expect(all?.steps[0]?.ms).toBe(10_000);
    expect(all?.ms).toBe(20_000);
  });

  it('has in it what an agent did alone until it was cut off with the engine, as far as that is known', () => {
    const interrupted = {
      intent: 7,
      why: 'it ended together with the engine',
      output: { text: '' },
      leftovers: 0,
    };
    const endedBy = (more: object) =>
      summaryAt([
        ...cutOff,
        [110, draft('CallInterrupted', { ...interrupted, ...more })],
        [112, passed('a')],
      ]);
    expect(endedBy({ ms: 8_000 })?.ms).toBe(20_000);
    expect(endedBy({})?.ms).toBe(12_000);
  });

  it('has in it all the time in which an agent worked on that is found at work', () => {
    const adopted = [111, draft('AgentAdopted', { intent: 7 })] as const;
    const again = [[200, lifeBegan(3)] as const, [200, draft('AgentAdopted', { intent: 7 })] as const];
    const ended = [
      210,
      draft('CallInterrupted', { intent: 7, why: 'stopped', output: { text: '' }, leftovers: 0 }),
    ] as const;
    const all = summaryAt([...cutOff, adopted, ...again, ended, [220, passed('a')]]);
    expect(all?.steps[0]?.ms).toBe(210_000);
    expect(all?.ms).toBe(220_000);
  });

  it('grows as long as an agent works behind a dead engine, and stays when that has finished', () => {
    const state = given(cutOff.slice(0, -1).map(([, event]) => event));
    const now = { gauge: { now: AT } };
    for (const found of ['at work', 'finished'] as const) {
      const outliving = [{ path: 'a', pid: 8, found, since: AT, ms: 5_000 }];
      expect(summaryOf(state, NOBODY, { ...now, outliving })?.ms).toBe(5_000);
    }
    expect(summaryOf(state, NOBODY, now)?.ms).toBe(0);
  });

  it('is of each step that of its own agent, and of what holds them that of the one that took longest', () => {
    const all = summaryAt([
      ...begun(group('g', codeStep('a'), codeStep('b'))).map((event) => [0, event] as const),
      ...[step('g'), step('g/a'), attempt('g/a'), call('g/a'), spawned(8)].map(
        (event) => [0, event] as const,
      ),
      ...[step('g/b'), attempt('g/b'), call('g/b'), spawned(12)].map((event) => [0, event] as const),
      [100, lifeBegan(2)],
      ...[finished(12, { ms: 4_000 }), finished(8, { ms: 2_000 })].map((event) => [100, event] as const),
      ...[passed('g/a'), passed('g/b'), passed('g')].map((event) => [101, event] as const),
    ]);
    expect(all?.steps.map(({ path, ms }) => [path, ms])).toEqual([
      ['g', 5_000],
      ['g/a', 3_000],
      ['g/b', 5_000],
    ]);
    expect(all?.ms).toBe(5_000);
  });

  it('is never less than nothing, though a clock steps back', () => {
    const back = begun(codeStep('a')).map((event, at) => [at === 0 ? 60 : 0, event] as const);
    expect(summaryAt([...back, [50, step('a')], [0, passed('a')]])).toMatchObject({
      ms: 0,
      steps: [{ ms: 0 }],
    });
  });
});
