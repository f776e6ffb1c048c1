import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { at, change, drifting } from '../support/drifting.js';
import { type Bench, createBench, hasEvent, hasWritten, until } from '../support/refold.js';

const WORKFLOW = `name: w
steps:
  - {name: first, type: code, agent: {scripted: scenario.yaml}, prompt: p}
  - name: build
    type: split
    tasks: {file: tasks.json}
    each:
      - {name: impl, type: code, agent: {scripted: scenario.yaml}, prompt: p}
      - {name: check, gate: [{bash: "true"}]}
`;

const passed = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'base.txt': 'base' });
  const paths = ['first', 'build/one/impl', 'build/two/impl'];
  const turns = paths.map((path) => `  - {step: ${path}, do: [{write: {"${path}.txt": x}}]}\n`);
  const file = bench.workflow(WORKFLOW, `turns:\n${turns.join('')}`);
  const tasks = ['one', 'two'].map((name) => ({ name, description: name }));
  bench.repository.write({ '../workflow/tasks.json': JSON.stringify(tasks) });
  const run = await bench.refold(['run', file]);
  expect(run.exit, run.stderr).toBe(0);
  return bench;
};

it('the plan of a replay and of a fork, by whichever words it is asked for, is printed and nothing is touched', async () => {
  const bench = await passed();
  const refs = () => bench.repository.git('for-each-ref');
  const before = { refs: refs(), contents: bench.contents() };
  const plan = async (...args: readonly string[]): Promise<string> => {
    const shown = await bench.refold([...args, '--dry-run']);
    expect(shown.exit, shown.stderr).toBe(0);
    return shown.stdout;
  };

  const replay = await plan('replay', '--from-step', 'impl');
  expect(replay).toContain(
    'note: every task of build has this step (2 in all), and all of its tasks run again: build/one/impl, build/two/impl',
  );
  expect(replay).toContain('replay plan: from all tasks of build (cut');
  expect(replay).toContain('2 steps cleared: build/one, build/two; reset to');
  expect(await plan('run', '--replay', '--from-step', 'impl', '--captured')).toBe(replay);
  const forked = await plan('replay', '--from-step', 'first', '--fork');
  expect(forked).toContain('fork plan: a run of its own from #1');
  expect(forked).toContain('replay plan: from first');
  const json = JSON.parse(await plan('replay', '--from-step', 'first', '--fork', '--json'));
  expect(json).toMatchObject({ fork: { parent: json.run }, plan: { from: 'first' } });

  expect(await plan('fork', '--at', 'build/two')).toMatch(
    /fork plan: .*\nresume plan: go on with build\/two\/impl/,
  );
  expect(await plan('fork', '--at', 'build/two', '--prepare')).not.toContain('resume plan');
  expect(await plan('fork', '--at', '9')).toContain('resume plan');
  expect(await bench.refold(['run', '--resume', '--dry-run', '--run', '1'])).toMatchObject({
    exit: 0,
    stderr: expect.stringContaining('nothing to do'),
  });

  expect({ refs: refs(), contents: bench.contents() }).toEqual(before);
});

it('the name of a step that tasks share runs all of the tasks again, and no more', async () => {
  const bench = await passed();
  expect(await bench.refold(['replay', '--from-step', 'impl'])).toMatchObject({ exit: 0 });
  const calls = bench.events().filter(({ type }) => type === 'CallIntended');
  expect(calls.map(({ data }) => data.path)).toEqual([
    ...['first', 'build/one/impl', 'build/two/impl'],
    ...['build/one/impl', 'build/two/impl'],
  ]);
});

it('a dry run of which only a review of files is asked shows that review, or says that there is none', async () => {
  const bench = await drifting();
  const review = (...args: readonly string[]) =>
    bench.refold([...args, '--dry-run', '--on-drift', 'review', '--json']);
  const before = bench.events();
  for (const command of [['resume'], ['replay', '--from-step', 'check']]) {
    const none = await review(...command);
    expect([none.exit, JSON.parse(none.stdout).error.type]).toEqual([2, 'NothingToReview']);
  }
  change(bench);
  const { exit, stdout, stderr } = await review('resume');
  expect([exit, JSON.parse(stdout).error.type, stderr]).toEqual([
    3,
    'FilesDiffer',
    expect.stringMatching(/\+1 −1[\s\S]*-import a\n {2}\+mine\n/),
  ]);
  expect(bench.events()).toEqual(before);
});

const reviewed = (bench: Bench, ...command: readonly string[]) =>
  bench.refold([...command, '--dry-run', '--on-drift', 'review']);

it('a review by a dry run holds nothing: a torn tail stays where it is', async () => {
  const bench = await drifting();
  change(bench);
  appendFileSync(join(bench.runFolder(), 'events.jsonl'), '{"seq":');
  const before = bench.contents();
  const shown = await reviewed(bench, 'resume');
  expect([shown.exit, shown.stderr]).toEqual([3, expect.stringContaining('+mine')]);
  expect((await reviewed(bench, 'replay', '--from-step', 'check')).exit).toBe(3);
  expect((await reviewed(bench, 'replay', '--from-step', 'check', '--fork')).exit).toBe(2);
  expect(bench.contents()).toEqual(before);
});

it('a review by a dry run is refused of a run at work, and changes nothing of it', async () => {
  const bench = createBench();
  bench.repository.commit({ 'src/auth.ts': 'import a\n' });
  const go = join(bench.folder, 'go');
  const file = bench.workflow(
    'name: w\nsteps: [{name: wait, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
    `turns: [{step: wait, do: [{write: {x: "1"}}, {until: "${go}"}]}]`,
  );
  const { child, ended } = bench.start(['run', file]);
  await until(() => hasWritten(bench, 'x') && hasEvent(bench, 'AgentSpawned'));
  change(bench);
  // It is there, and writes nothing that the commands would be blamed for.
  child.kill('SIGSTOP');
  const before = bench.contents();
  const shown = [
    await reviewed(bench, 'resume', '1', '--strict'),
    await reviewed(bench, 'replay', '1', '--from-step', 'wait'),
  ];
  const after = bench.contents();
  child.kill('SIGCONT');
  for (const { exit, stderr } of shown)
    expect([exit, stderr]).toEqual([5, expect.stringContaining(`pid ${child.pid}`)]);
  expect(after).toEqual(before);
  writeFileSync(at(bench, 'src/auth.ts'), 'import a\n');
  writeFileSync(go, '');
  expect((await ended).exit).toBe(0);
});
