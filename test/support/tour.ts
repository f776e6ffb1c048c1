import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { passedRun } from './endings.js';
import { type Bench, createBench, hasEvent, hasWritten, ofType, type Started, until } from './refold.js';
import { killAgents } from './sweep.js';

const WORKFLOW = `
name: tour
steps:
  - name: tests
    type: code
    agent: {scripted: scenario.yaml}
    prompt: write the tests
    gate: [{bash: test -f tests.txt}, {bash: echo second}]
  - name: build
    steps:
      - name: impl
        type: code
        agent: {scripted: scenario.yaml}
        prompt: implement
        gate: [{bash: grep -q good impl.txt}]
        retry: [{attempt: 2, prompt: again, worktree: reset}, {exit: 2}]
  - name: slow
    type: code
    agent: {scripted: scenario.yaml}
    prompt: take your time
`;

const scenario = (impl: string, go: string): string => `
turns:
  - {step: tests, do: [{write: {tests.txt: tests}}, {run: [git, checkout, -q, --detach]}, {say: left HEAD}]}
  - {step: build/impl, attempt: 1, do: [{write: {impl.txt: bad}}]}
  - {step: build/impl, do: [{run: [cp, ${JSON.stringify(impl)}, impl.txt]}]}
  - {step: slow, call: 1, do: [{write: {half.txt: half}}, {until: ${JSON.stringify(go)}}]}
  - {step: slow, call: 2, do: [{write: {more.txt: more}}, {until: ${JSON.stringify(go)}}]}
  - {step: slow, do: [{write: {rest.txt: rest}}, {say: done}]}
`;

const kill = async ({ child, ended }: Started): Promise<void> => {
  child.kill('SIGKILL');
  await ended;
};

const LANGUAGE = (folder: string): string => `
name: language
steps:
  - name: plan
    type: split
    agent: {scripted: scenario.yaml}
    prompt: "divide {spec}"
    each:
      - name: impl
        type: code
        agent: {scripted: scenario.yaml}
        context: [{file: readme.txt}, {bash: "until test -f '${folder}/read'; do sleep 0.02; done; cat '${folder}/read'"}]
        prompt: "do {task.name}"
        gate: [{validate: ./judge.yaml}]
  - name: long
    type: code
    agent: {scripted: scenario.yaml}
    guard: {max_turns: 2}
    prompt: talk
    retry: [{exit: 2}]
  - name: ask
    type: code
    hitl: before_gate
    agent: {scripted: scenario.yaml}
    prompt: wait
`;

const LANGUAGE_SCENARIO = `
turns:
  - {step: plan, do: [{write: {.refold/out/plan.json: '[{"name": "Die Größe", "description": "grow"}]'}}]}
  - {step: plan/die-große/impl, do: [{write: {size.txt: big}}]}
  - {step: plan/die-große/impl/validate/look, do: [{write: {.refold/out/validate.json: '{"pass": true, "comments": "fine"}'}}]}
  - {step: long, attempt: 1, do: [{write: {talk.txt: talk}}, {say: '{"turns": 3, "tokens": 10, "cost": 0.5}'}, {hang: true}]}
  - {step: long, do: [{say: '{"turns": 1}'}]}
  - {step: ask, do: [{write: {asked.txt: asked}}]}
`;

const JUDGE = `
name: judge
steps:
  - {name: look, type: validate, agent: {scripted: scenario.yaml}, prompt: "look at {diff}"}
`;

/** A run of everything that the language has and a plain run has not; it is killed while a command is read from. */
export const takeLanguageTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  bench.repository.write({
    '.refold/config.yaml': `worktree: {setup: ["until test -f '${bench.folder}/set-up'; do sleep 0.02; done"]}`,
  });
  const file = bench.workflow(LANGUAGE(bench.folder), LANGUAGE_SCENARIO);
  writeFileSync(join(bench.folder, 'workflow', 'judge.yaml'), JUDGE);
  writeFileSync(join(bench.folder, 'spec.md'), 'the spec');
  const first = bench.start(['run', file, '--spec', join(bench.folder, 'spec.md'), '--set', 'size=12']);
  await until(() => hasEvent(bench, 'SetupIntended'));
  await kill(first);
  writeFileSync(join(bench.folder, 'set-up'), '');
  const second = bench.start(['resume']);
  await until(() => ofType(bench, 'ContextIntended').length === 2);
  await kill(second);
  writeFileSync(join(bench.folder, 'read'), 'what was read\n');
  const stopped = await bench.refold(['resume']);
  expect(stopped.exit, stopped.stdout + stopped.stderr).toBe(3);
  const passed = await bench.refold(['resume', '--continue']);
  expect(passed.exit, passed.stdout + passed.stderr).toBe(0);
  return bench;
};

const PARALLEL = `
name: parallel
steps:
  - name: both
    parallel: true
    retry: [{exit: 2}]
    steps:
      - {name: left, type: code, agent: {scripted: scenario.yaml}, prompt: left}
      - {name: right, type: code, agent: {scripted: scenario.yaml}, prompt: right}
      - {name: look, gate: [{bash: test -f readme.txt}]}
  - {name: after, gate: [{bash: test -f left.txt -a -f right.txt}]}
`;

const PARALLEL_SCENARIO = `
turns:
  - {step: both/left, do: [{write: {left.txt: left, same.txt: left}}]}
  - {step: both/right, do: [{run: [sh, -c, "test -f same.txt || echo right > same.txt"]}, {write: {right.txt: right}}]}
`;

/** A run of units beside each other, two of which do not fit together at first. */
export const takeParallelTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const passed = await bench.refold(['run', bench.workflow(PARALLEL, PARALLEL_SCENARIO)]);
  expect(passed.exit, passed.stdout + passed.stderr).toBe(0);
  return bench;
};

const SESSIONS = `
name: sessions
inputs: [what]
steps:
  - {name: one, type: code, agent: {scripted: scenario.yaml}, prompt: one}
  - {name: two, type: code, agent: {scripted: scenario.yaml}, session: {from: one}, prompt: two}
  - {name: three, type: code, agent: {scripted: scenario.yaml}, session: {from: two}, prompt: three}
  - {name: four, workflow: ./called.yaml}
`;

const SESSIONS_SCENARIO = `
turns:
  - {step: one, do: [{session: true}, {say: '{"turns": 1, "tokens": 10, "cost": 0.5}'}, {write: {one.txt: one}}]}
  - {step: two, call: 1, do: [{complain: no such session}, {exit: 1}]}
  - {step: two, do: [{say: '{"tokens": 5}'}, {write: {two.txt: two}}]}
  - {step: three, do: [{session: true}, {write: {three.txt: three}}]}
  - {step: four/inner, do: [{write: {four.txt: four}}]}
`;

/** It draws on an input that nobody gives: the caller says that it has one itself. */
const CALLED = `
name: called
steps:
  - {name: inner, type: code, agent: {scripted: scenario.yaml}, prompt: "do {what}"}
`;

/** A run of conversations: one is bound, lost, not gone on with; and of a prompt that lacks a value. */
export const takeSessionsTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const file = bench.workflow(SESSIONS, SESSIONS_SCENARIO);
  bench.repository.write({ '../workflow/called.yaml': CALLED });
  const passed = await bench.refold(['run', file]);
  expect(passed.exit, passed.stdout + passed.stderr).toBe(0);
  return bench;
};

const FORKS = `
name: forks
steps:
  - {name: one, type: code, agent: {scripted: scenario.yaml}, prompt: one}
  - {name: both, parallel: true, steps: [{name: a, gate: [{bash: "true"}]}, {name: b, type: code, agent: {scripted: scenario.yaml}, prompt: b}]}
  - {name: two, type: code, agent: {scripted: scenario.yaml}, prompt: two, session: {from: one}}
`;

const FORKS_SCENARIO = `
turns:
  - {step: one, do: [{session: true}, {say: '{"turns": 1, "tokens": 10, "cost": 0.5}'}, {write: {one.txt: one}}]}
  - {step: both/b, do: [{write: {b.txt: b}}]}
  - {step: two, do: [{session: true}, {say: '{"tokens": 5}'}, {write: {two.txt: two}}]}
`;

/** A run that is forked in the middle of its parallel step, and the fork of that one, replayed: number 3. */
export const takeForksTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const file = bench.workflow(FORKS, FORKS_SCENARIO);
  for (const args of [
    ['run', file],
    ['fork', '1', '--at', 'both/b'],
    ['replay', '2', '--fork', '--from-step', 'both/b'],
  ]) {
    const ended = await bench.refold(args);
    expect(ended.exit, ended.stdout + ended.stderr).toBe(0);
  }
  return bench;
};

/** A run that is applied, at first in a way that does not fit any more, and archived; then, in a log of its own, one that is discarded. */
export const takeEndingTours = async (): Promise<Readonly<Record<'applied' | 'discarded', Bench>>> => {
  const [applied, discarded] = [await passedRun(), await passedRun()];
  const [intended, moved] = [applied.events().length + 1, { 'meanwhile.txt': 'someone' }];
  await applied.refold(['apply'], { program: 'refold-crashing', env: { CRASH_AT: `${intended}` } });
  applied.repository.commit(moved);
  for (const command of ['apply', 'archive']) expect((await applied.refold([command])).exit).toBe(0);
  expect((await discarded.refold(['discard'])).exit).toBe(0);
  return { applied, discarded };
};

/**
 * A run to which everything happens that can happen to one: it is killed behind an intent, its log is torn, its
 * attempts fail, a person commits on top of a placeholder, its agent is adopted, cut off and stopped, its worktree
 * is removed, and in the end it is replayed.
 */
export const takeTour = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'readme.txt': 'hello\n' });
  const impl = join(bench.folder, 'impl');
  const go = join(bench.folder, 'go');
  const file = bench.workflow(WORKFLOW, scenario(impl, go));
  const stops = async (exit: number, ...args: readonly string[]): Promise<void> => {
    const ended = await bench.refold(args);
    expect(ended.exit, `${args.join(' ')}\n${ended.stdout}\n${ended.stderr}`).toBe(exit);
  };

  writeFileSync(impl, 'bad\n');
  const secondGate = 12;
  await bench.refold(['run', file], {
    program: 'refold-crashing',
    env: { CRASH_AT: `${secondGate}`, CRASH_WHEN: 'after' },
  });
  appendFileSync(join(bench.runFolder(), 'events.jsonl'), '{"seq":');
  await stops(1, 'resume');
  bench.repository.git('-C', bench.worktree(), 'commit', '-q', '--allow-empty', '-m', 'a person went on');
  await stops(1, 'resume');

  writeFileSync(impl, 'good\n');
  const first = bench.start(['resume']);
  await until(() => hasWritten(bench, 'half.txt'));
  await kill(first);
  const second = bench.start(['resume']);
  await until(() => hasEvent(bench, 'AgentAdopted'));
  await kill(second);
  await killAgents(bench);
  const third = bench.start(['resume']);
  await until(() => hasWritten(bench, 'more.txt'));
  third.child.kill('SIGINT');
  await third.ended;

  rmSync(bench.worktree(), { recursive: true });
  await stops(0, 'resume');
  writeFileSync(go, '');
  await stops(0, 'replay', '--from-step', 'build');
  return bench;
};
