import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Bench, createBench, type Started, until } from './refold.js';
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

const types = (bench: Bench): readonly string[] => bench.events().map(({ type }) => type);

const kill = async ({ child, ended }: Started): Promise<void> => {
  child.kill('SIGKILL');
  await ended;
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
  await until(() => existsSync(join(bench.worktree(), 'half.txt')));
  await kill(first);
  const second = bench.start(['resume']);
  await until(() => types(bench).includes('AgentAdopted'));
  await kill(second);
  await killAgents(bench);
  const third = bench.start(['resume']);
  await until(() => existsSync(join(bench.worktree(), 'more.txt')));
  third.child.kill('SIGINT');
  await third.ended;

  rmSync(bench.worktree(), { recursive: true });
  await stops(0, 'resume');
  writeFileSync(go, '');
  await stops(0, 'replay', '--from-step', 'build');
  return bench;
};
