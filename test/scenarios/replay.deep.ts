import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../support/refold.js';
import { writesOf } from '../support/sweep.js';

/** Three steps and a group; each agent writes a file with the number of its call, counted outside of the worktree. */
const passed = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'base.txt': 'base' });
  const count = (name: string): string => {
    const tally = join(bench.folder, `tally-${name}`);
    return `{run: [sh, -c, 'echo x >> "${tally}"; wc -l < "${tally}" | tr -d " " > ${name}.txt']}`;
  };
  const step = (name: string): string =>
    `{name: ${name}, type: code, agent: {scripted: scenario.yaml}, prompt: p}`;
  const file = bench.workflow(
    `name: w\nsteps:\n  - ${step('one')}\n  - name: build\n    steps: [${step('impl')}, ${step('check')}]\n  - ${step('last')}\n`,
    `turns:
  - {step: one, do: [${count('one')}]}
  - {step: build/impl, do: [${count('impl')}]}
  - {step: build/check, do: [${count('check')}]}
  - {step: last, do: [${count('last')}]}
`,
  );
  const run = await bench.refold(['run', file]);
  expect(run.exit, run.stderr).toBe(0);
  return bench;
};

const contents = (bench: Bench): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['one', 'impl', 'check', 'last'].map((name) => {
      const path = join(bench.worktree(), `${name}.txt`);
      return [name, existsSync(path) ? readFileSync(path, 'utf8').trim() : '-'];
    }),
  );

describe('replay', () => {
  it('from a step of a passed run resets the worktree to before it, and runs it and all later steps again', async () => {
    const bench = await passed();
    const head = bench.repository.git(
      'rev-parse',
      `refs/heads/${JSON.parse((await bench.refold(['show', '--json'])).stdout).branch}`,
    );
    const replayed = await bench.refold(['replay', '--from-step', 'build/check']);
    expect(replayed.exit, replayed.stderr).toBe(0);
    expect(contents(bench)).toEqual({ one: '1', impl: '1', check: '2', last: '2' });
    const reset = bench.events().find(({ type }) => type === 'WorktreeReset');
    const kept = reset?.data.kept as { ref: string };
    expect(bench.repository.git('rev-parse', `${kept.ref}^`)).toBe(head);
    expect(bench.repository.git('show', `${kept.ref}:last.txt`)).toBe('1');
    expect((await bench.refold(['verify'])).exit).toBe(0);
  });

  it('from a group, or by a bare step name, goes back to before it', async () => {
    const bench = await passed();
    expect((await bench.refold(['replay', '--from-step', 'build'])).exit).toBe(0);
    expect(contents(bench)).toEqual({ one: '1', impl: '2', check: '2', last: '2' });
    expect((await bench.refold(['replay', '--from-step', 'impl'])).exit).toBe(0);
    expect(contents(bench)).toEqual({ one: '1', impl: '3', check: '3', last: '3' });
  });

  it('keeps what lies untracked in the worktree', async () => {
    const bench = await passed();
    const { git } = bench.repository;
    writeFileSync(join(bench.worktree(), 'notes of a person.txt'), 'mine');
    expect((await bench.refold(['replay', '--from-step', 'last'])).exit).toBe(0);
    const [ref = ''] = git('for-each-ref', '--format=%(refname)', 'refs/refold').split('\n');
    expect(git('show', `${ref}:notes of a person.txt`)).toBe('mine');
    expect(existsSync(join(bench.worktree(), 'notes of a person.txt'))).toBe(false);
  });

  it('of a step that is not there names those that are, exits 2 and changes nothing', async () => {
    const bench = await passed();
    const before = readFileSync(join(bench.runFolder(), 'events.jsonl'));
    const refused = await bench.refold(['replay', '--from-step', 'nowhere']);
    expect(refused).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('its steps are one, build, build/impl, build/check, last'),
    });
    expect(readFileSync(join(bench.runFolder(), 'events.jsonl'))).toEqual(before);
  });

  it('that is killed at its first write goes on, after a resume, as one that was not', async () => {
    const calm = await passed();
    const from = calm.events().length;
    expect((await calm.refold(['replay', '--from-step', 'build'])).exit).toBe(0);
    const expected = contents(calm);
    const points = writesOf(calm).filter(({ at }) => at > from);
    for (const { at } of points.slice(0, 1)) {
      const bench = await passed();
      const crash = await bench.refold(['replay', '--from-step', 'build'], {
        program: 'refold-crashing',
        env: { CRASH_AT: String(at) },
      });
      expect(crash.signal, `${at}`).toBe('SIGKILL');
      const resumed = await bench.refold(['resume']);
      expect(resumed.exit, resumed.stderr).toBe(0);
      expect(contents(bench), `killed at ${at}\n${resumed.stderr}`).toEqual(expected);
    }
  });
});

describe('state --at', () => {
  it('shows the state at a seq, a step, a launch, an attempt in a life, and a time', async () => {
    const bench = await passed();
    await bench.refold(['replay', '--from-step', 'last']);
    const stateAt = async (cut: string) =>
      JSON.parse((await bench.refold(['state', '--at', cut, '--json'])).stdout);
    const started = bench
      .events()
      .filter(({ type, data }) => type === 'StepStarted' && data.path === 'last')
      .map(({ seq }) => seq);
    expect(started).toHaveLength(2);
    expect((await stateAt('3')).seq).toBe(3);
    expect((await stateAt('last')).seq).toBe((started[1] ?? 0) - 1);
    const launches = bench
      .events()
      .filter(({ type, data }) => type === 'CallIntended' && data.path === 'last')
      .map(({ seq }) => seq);
    expect((await stateAt('last@1')).seq).toBe((launches[0] ?? 0) - 1);
    expect((await stateAt('last@2')).seq).toBe((launches[1] ?? 0) - 1);
    const attempt = bench
      .events()
      .find(
        ({ type, data, seq }) => type === 'AttemptStarted' && data.path === 'last' && seq > (started[1] ?? 0),
      );
    expect((await stateAt('last@L2.1')).seq).toBe((attempt?.seq ?? 0) - 1);
    const tenth = bench.events()[9];
    expect((await stateAt(String(tenth?.at))).seq).toBeGreaterThanOrEqual(10);
    expect((await stateAt('2000-01-01')).seq).toBe(0);
    const state = await stateAt('last');
    expect(Object.keys(state.steps)).toEqual(['one', 'build', 'build/impl', 'build/check']);
    expect(state.steps.build.state).toBe('passed');
  });

  it('refuses words that name no moment, and says which do', async () => {
    const bench = await passed();
    expect(await bench.refold(['state', '--at', '9999'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('the last one is'),
    });
    expect(await bench.refold(['state', '--at', 'last@7'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('last@1, last@L1.1'),
    });
  });
});
