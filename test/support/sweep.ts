import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { killAll, processesWith } from './processes.js';
import { type Bench, createBench, until } from './refold.js';

/** A workflow to be killed in, what its agents do, and the turns that they take when nobody kills it, sorted. */
export interface Sweep {
  readonly workflow: string;
  /** `count` is an action that puts a turn on record. */
  readonly scenario: (count: (turn: string) => string) => string;
  readonly turns: readonly string[];
  /** How many agents work at a time. */
  readonly atOnce: number;
}

/** Much happens: a failing gate, a failing agent, a reset, a group, commits of the agent's own. */
const sequence: Sweep = {
  workflow: `
name: sweep
steps:
  - name: tests
    type: code
    agent: {scripted: scenario.yaml}
    prompt: write the tests
    gate: [{bash: test -f tests.txt}]
  - name: build
    steps:
      - name: impl
        type: code
        agent: {scripted: scenario.yaml}
        prompt: implement
        gate: [{bash: grep -q good impl.txt}, {bash: test -f tests.txt}]
        retry: [{attempt: 2, prompt: "implement, and well"}, {exit: 2}]
      - name: check
        gate: [{bash: test -f impl.txt}]
  - name: docs
    type: code
    agent: {scripted: scenario.yaml}
    prompt: document
    retry: [{attempt: 2, worktree: reset}, {exit: 3}]
`,
  scenario: (count) => `
turns:
  - step: tests
    do: [${count('tests')}, {write: {tests.txt: "tests\\n", "ünder a földer/näme with spaces.txt": "x"}}, {say: done}]
  - step: build/impl
    attempt: 1
    do: [${count('impl-1')}, {write: {impl.txt: "bad\\n"}}, {say: tried}]
  - step: build/impl
    attempt: 2
    do:
      - ${count('impl-2')}
      - {write: {impl.txt: "good\\n"}}
      - {run: [sh, -c, "git add -A && git -c user.name=a -c user.email=a@b commit -qm own"]}
      - {delete: old.txt}
      - {say: done}
  - step: docs
    attempt: 1
    do: [${count('docs-1')}, {write: {wrong.txt: wrong}}, {complain: I cannot}, {exit: 1}]
  - step: docs
    do: [${count('docs-2')}, {write: {docs.txt: "docs\\n"}}, {say: done}]
`,
  turns: ['docs-1', 'docs-2', 'impl-1', 'impl-2', 'tests'],
  atOnce: 1,
};

/** Units beside each other: one fails and is retried, two do not fit together, one has units of its own. */
const parallel: Sweep = {
  workflow: `
name: sweep
steps:
  - name: both
    parallel: true
    retry: [{exit: 2}]
    steps:
      - name: first
        type: code
        agent: {scripted: scenario.yaml}
        prompt: first
        gate: [{bash: grep -q good first.txt}]
        retry: [{exit: 2}]
      - name: second
        type: code
        agent: {scripted: scenario.yaml}
        prompt: second
      - name: inner
        parallel: true
        steps:
          - {name: left, type: code, agent: {scripted: scenario.yaml}, prompt: left}
          - {name: right, gate: [{bash: test -f old.txt}]}
  - name: after
    gate: [{bash: test -f second.txt -a -f left.txt -a ! -e old.txt}]
`,
  scenario: (count) => `
turns:
  - step: both/first
    attempt: 1
    do: [${count('first-1')}, {write: {first.txt: "bad\\n"}}]
  - step: both/first
    attempt: 2
    do: [${count('first-2')}, {write: {first.txt: "good\\n", "dïr/a b": x}}, {delete: old.txt}]
  - step: both/second
    do: [${count('second')}, {run: [sh, -c, "test -f dïr/*b || { mkdir dïr; echo clash > 'dïr/a b'; }"]}, {write: {second.txt: x}}]
  - step: both/inner/left
    do: [${count('left')}, {write: {left.txt: x}}]
`,
  turns: ['first-1', 'first-2', 'left', 'second', 'second'],
  atOnce: 3,
};

export const SWEEPS = { sequence, parallel };

/** What a run comes to, without what may differ from one run to the next: ids, times, lives. */
export interface Result {
  readonly steps: unknown;
  readonly files: Readonly<Record<string, string>>;
  readonly commits: readonly string[];
  readonly status: string;
}

/** A bench with the workflow of a sweep in it. */
export const createSweepBench = ({
  workflow,
  scenario,
}: Sweep): Bench & { readonly tally: () => readonly string[] } => {
  const bench = createBench();
  const tally = join(bench.folder, 'tally of turns');
  const count = (turn: string): string => `{run: [sh, -c, 'echo ${turn} >> "${tally}"']}`;
  bench.repository.write({
    '../workflow/sweep.yaml': workflow,
    '../workflow/scenario.yaml': scenario(count),
  });
  bench.repository.commit({ 'old.txt': 'old\n', 'kept.txt': 'kept\n' });
  return {
    ...bench,
    tally: () => (existsSync(tally) ? readFileSync(tally, 'utf8').trim().split('\n').sort() : []),
  };
};

export const WORKFLOW_FILE = '../workflow/sweep.yaml';

/** Reads what the only run of a bench came to. */
export const resultOf = async (bench: Bench): Promise<Result> => {
  const shown = await bench.refold(['show', '--json']);
  const summary = JSON.parse(shown.stdout);
  const { git } = bench.repository;
  return {
    status: summary.status,
    steps: summary.steps.map(({ path, state, attempt, attempts, files, gates }: Record<string, unknown>) => ({
      path,
      state,
      attempt,
      attempts,
      files,
      gates,
    })),
    files: filesIn(join(bench.runFolder(), 'worktree')),
    commits: git('log', '--first-parent', '--format=%T %s', `main..${summary.branch}`).split('\n'),
  };
};

const filesIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== '.git')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );

/**
 * The first seq of every write of a run: events that went to disk together are there together or not at all, so these
 * are all the places where a kill can make a difference.
 */
export const writesOf = (bench: Bench): readonly number[] => {
  const starts = bench.events().map(({ seq, joins, batch }) => {
    const index = typeof batch === 'string' ? Number(batch.split('/')[0]) : 1;
    return typeof joins === 'number' ? joins : seq - index + 1;
  });
  return [...new Set(starts)];
};

/** Processes that bear the marker of a launch of this bench's runs. */
export const agentsOf = (bench: Bench): readonly number[] => {
  const run = bench.runFolder().split('/').at(-1);
  return processesWith(`REFOLD_ATTEMPT=${run}/`);
};

/** Kills every agent and gate of a bench, and waits until none is left. */
export const killAgents = async (bench: Bench): Promise<void> => {
  killAll(agentsOf(bench));
  await until(() => agentsOf(bench).length === 0);
};

/**
 * Runs the sweep's workflow, kills the engine right behind this event, and replays a step that had begun by then. What
 * comes out is what comes of a run that nobody killed: nothing of what was taken back is left.
 */
export const killAndReplay = async (
  sweep: Sweep,
  expected: Result,
  at: number,
  from: string,
): Promise<void> => {
  const bench = createSweepBench(sweep);
  const crash = await bench.refold(['run', WORKFLOW_FILE], {
    program: 'refold-crashing',
    env: { CRASH_AT: String(at), CRASH_WHEN: 'after' },
  });
  expect(crash.signal, crash.stderr).toBe('SIGKILL');
  const hasBegun = bench.events().some(({ type, data }) => type === 'StepStarted' && data.path === from);
  const name = `killed behind seq ${at}, replayed from ${from}`;
  const again = await bench.refold(hasBegun ? ['replay', '--from-step', from] : ['resume']);
  expect(again.exit, `${name}\n${again.stderr}`).toBe(0);
  const { files, status } = await resultOf(bench);
  expect({ files, status }, name).toEqual({ files: expected.files, status: expected.status });
  expect((await bench.refold(['verify'])).exit, name).toBe(0);
  expect(agentsOf(bench), name).toEqual([]);
};

/**
 * Runs the sweep's workflow, kills the engine at this event, alone or with its agents, resumes, and holds the result
 * against that of a run that nobody killed.
 */
export const killAndResume = async (
  sweep: Sweep,
  expected: Result,
  at: number,
  when: 'before' | 'after',
  killed: 'engine' | 'engine and agents',
): Promise<void> => {
  const bench = createSweepBench(sweep);
  const crash = await bench.refold(['run', WORKFLOW_FILE], {
    program: 'refold-crashing',
    env: { CRASH_AT: String(at), CRASH_WHEN: when },
  });
  expect(crash.signal, crash.stderr).toBe('SIGKILL');
  if (killed === 'engine and agents') await killAgents(bench);
  const resumed = await bench.refold(['resume']);
  if (when === 'before' && at === 1) {
    // Nothing was on disk yet: the run never came to be.
    expect(resumed).toMatchObject({ exit: 0, stderr: 'no active runs to resume\n' });
    return;
  }
  const name = `${killed} killed ${when} seq ${at}\n${resumed.stderr}`;
  expect(resumed.exit, name).toBe(0);
  expect(await resultOf(bench), name).toEqual(expected);
  expect((await bench.refold(['verify'])).exit, name).toBe(0);
  expect(agentsOf(bench), name).toEqual([]);
  const turns = bench.tally();
  if (killed === 'engine') expect(turns, name).toEqual(sweep.turns);
  expect(turns.length - sweep.turns.length, name).toBeLessThanOrEqual(sweep.atOnce);
  expect([...new Set(turns)], name).toEqual([...new Set(sweep.turns)]);
};
