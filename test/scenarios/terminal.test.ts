import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, hasWritten, mend, until } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';
import { atTerminal, CTRL_C, CTRL_D, DOWN, ENTER } from '../support/terminal.js';

/** A repository with runs that fail until `mend` is called. */
const failing = async (runs: number): Promise<Bench & { readonly file: string }> => {
  const bench = createBench();
  bench.repository.commit({});
  const file = bench.workflow(
    'name: w\nsteps: [{name: look, gate: [{bash: "test -f ../../../../../mended"}]}]',
  );
  for (let run = 0; run < runs; run += 1) expect((await bench.refold(['run', file, '--new'])).exit).toBe(1);
  return { ...bench, file };
};

const lives = (bench: Bench, runs: readonly number[]): readonly number[] =>
  runs.map((run) => bench.events(run).filter(({ type }) => type === 'LifeBegan').length);

const numbers = (bench: Bench): number => {
  for (let number = 1; ; number += 1) {
    if (!existsSync(join(bench.runFolder(1), '..', 'numbers', `${number}`))) return number - 1;
  }
};

describe('at a terminal, a resume without a run', () => {
  it('lists those that can be gone on with, and goes on with the one whose number or name is typed', async () => {
    const bench = await failing(2);
    mend(bench);
    expect((await bench.refold(['checkpoint', 'deploy', '--step', '4'])).exit).toBe(0);
    const asked = atTerminal(bench, ['resume']);
    await asked.shows('(number or name)');
    asked.press(`nonsense${ENTER}`);
    await asked.shows('type the number or the name');
    asked.press(`1${ENTER}`);
    expect((await asked.ended).exit).toBe(0);
    expect(lives(bench, [1, 2])).toEqual([2, 1]);
    const named = atTerminal(bench, ['resume']);
    await named.shows('deploy  step 4');
    named.press(`deploy${ENTER}`);
    expect((await named.ended).stdout).toContain('Resuming deploy at step 5.');
  });

  it('asks whether to go on with the only one, until it is told y or n', async () => {
    const bench = await failing(1);
    mend(bench);
    const no = atTerminal(bench, ['resume']);
    await no.shows('[y/n]');
    no.press(`perhaps${ENTER}`);
    await no.shows('answer y or n');
    no.press(`n${ENTER}`);
    expect((await no.ended).exit).toBe(2);
    expect(lives(bench, [1])).toEqual([1]);
    const yes = atTerminal(bench, ['resume']);
    await yes.shows('[y/n]');
    yes.press(`y${ENTER}`);
    expect((await yes.ended).exit).toBe(0);
    expect(lives(bench, [1])).toEqual([2]);
  });

  it('changes nothing when nothing is chosen', async () => {
    const bench = await failing(2);
    const before = bench.contents();
    const asked = atTerminal(bench, ['resume']);
    await asked.shows('(number or name)');
    asked.press(CTRL_C);
    const { exit, stdout } = await asked.ended;
    expect([exit, stdout]).toEqual([2, expect.stringContaining('nothing was chosen')]);
    const ends = atTerminal(bench, ['resume']);
    await ends.shows('(number or name)');
    ends.press(CTRL_D);
    expect((await ends.ended).exit).toBe(2);
    expect(bench.contents()).toEqual(before);
  });
});

describe('at a terminal, a run beside one that is unfinished', () => {
  it('goes on with that one where a person says so', async () => {
    const bench = await failing(1);
    mend(bench);
    const asked = atTerminal(bench, ['run', bench.file]);
    await asked.shows('resume it');
    asked.press(ENTER);
    expect((await asked.ended).exit).toBe(0);
    expect(lives(bench, [1])).toEqual([2]);
    expect(numbers(bench)).toBe(1);
  });

  it('is not started, started alongside, or started when that one is discarded, as a person says', async () => {
    const bench = await failing(1);
    mend(bench);
    const before = bench.contents();
    const cancelled = atTerminal(bench, ['run', bench.file]);
    await cancelled.shows('resume it');
    cancelled.press(CTRL_C);
    expect((await cancelled.ended).exit).toBe(2);
    expect(bench.contents()).toEqual(before);
    const alongside = atTerminal(bench, ['run', bench.file]);
    await alongside.shows('start alongside');
    alongside.press(DOWN + DOWN + ENTER);
    expect((await alongside.ended).exit).toBe(0);
    expect(lives(bench, [1, 2])).toEqual([1, 1]);
    const instead = atTerminal(bench, ['run', bench.file]);
    await instead.shows('discard it and start');
    instead.press(DOWN + ENTER);
    expect((await instead.ended).exit).toBe(0);
    expect(bench.events(1).some(({ type }) => type === 'RunDiscarded')).toBe(true);
    expect(numbers(bench)).toBe(3);
  });

  it('asks first which one it is about, where there are several', async () => {
    const bench = await failing(2);
    mend(bench);
    const asked = atTerminal(bench, ['run', bench.file]);
    await asked.shows('Which one is it about?');
    asked.press(DOWN + ENTER);
    await asked.shows('resume it');
    asked.press(ENTER);
    expect((await asked.ended).exit).toBe(0);
    expect(lives(bench, [1, 2])).toEqual([2, 1]);
  });
});

describe('at a terminal', () => {
  it('a step that waits for a person is asked about, and a no never goes on', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: a, type: code, hitl: true, agent: {scripted: scenario.yaml}, prompt: p}]',
      'turns: [{step: a, do: [{say: done}]}]',
    );
    expect((await bench.refold(['run', file])).exit).toBe(3);
    const refused = atTerminal(bench, ['resume', '1']);
    await refused.shows('a waits for you');
    refused.press(`n${ENTER}`);
    expect((await refused.ended).exit).toBe(3);
    const asked = atTerminal(bench, ['resume', '1']);
    await asked.shows('a waits for you');
    asked.press(ENTER);
    expect((await asked.ended).exit).toBe(0);
  });

  it('that closes, the run stops in order: its agent is stopped, its work kept, and a resume goes on', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
      'turns: [{step: work, call: 1, do: [{write: {half.txt: half}}, {hang: true}]}, {step: work, do: [{say: done}]}]',
    );
    const run = atTerminal(bench, ['run', file]);
    await until(() => hasWritten(bench, 'half.txt'));
    run.close();
    await until(() => bench.events().at(-1)?.type === 'RunStopped');
    expect(bench.events().at(-1)?.data).toMatchObject({ reason: 'interrupted', detail: 'SIGHUP' });
    expect(bench.events().some(({ type }) => type === 'WorkKept')).toBe(true);
    await until(() => agentsOf(bench).length === 0);
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });
});
