import { describe, expect, it } from 'vitest';
import { createBench, type LoggedEvent } from '../support/refold.js';

/** The results of these gates, in a repository with these files, over a step whose agent wrote `wrote`. */
const resultsOf = async (
  gates: string,
  files: Readonly<Record<string, string>>,
  wrote = '{x.txt: x}',
): Promise<Readonly<Record<string, string>>> => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a', ...files });
  const file = bench.workflow(
    `name: w\nsteps: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: ${gates}}]`,
    `turns: [{step: do, do: [{write: ${wrote}}]}]`,
  );
  const ended = await bench.refold(['run', file]);
  expect([0, 1], ended.stderr).toContain(ended.exit);
  const intents = new Map(bench.events().map((event): [number, LoggedEvent] => [event.seq, event]));
  return Object.fromEntries(
    bench
      .events()
      .filter(({ type }) => type === 'GateFinished')
      .map(({ data }) => {
        const gate = intents.get(Number(data.intent))?.data.gate as { readonly name: string } | undefined;
        return [gate?.name ?? '', `${data.result}${data.error ? `: ${data.error}` : ''}`];
      }),
  );
};

const SCRIPTS = (scripts: object): Readonly<Record<string, string>> => ({
  'package.json': JSON.stringify({ scripts }),
});

describe('a gate', () => {
  it('of the project’s tools runs what its files tell of, and all of them run', async () => {
    expect(
      await resultsOf('[compile, test, lint]', SCRIPTS({ build: 'true', test: 'false', lint: 'true' })),
    ).toEqual({ compile: 'passed', test: 'failed: exit 1', lint: 'passed' });
  });

  it('without a tool is skipped, and never passed', async () => {
    expect(await resultsOf('[compile, test]', {})).toEqual({ compile: 'skipped', test: 'skipped' });
    expect(await resultsOf('[test]', { Makefile: 'test:\n\tno-such-program-here\n' })).toEqual({
      test: 'failed: exit 2',
    });
  });

  it('runs what the configuration says instead', async () => {
    const config = 'gates: {test: "test -f x.txt", lint: "no-such-program-here"}';
    expect(await resultsOf('[test, lint]', { '.refold/config.yaml': config })).toEqual({
      test: 'passed',
      lint: 'skipped: its tool is not there',
    });
  });

  it.each([
    [
      '[{touched: "src/**"}, {untouched: "*.txt"}]',
      '{src/a.js: x}',
      { touched: 'passed', untouched: 'passed' },
    ],
    ['[{touched: "src/**"}]', '{b.js: x}', { touched: 'failed: changed of src/**: nothing' }],
    ['[{untouched: a.txt}]', '{a.txt: x}', { untouched: 'failed: changed of a.txt: a.txt' }],
    ['[tests_found, schema]', '{src/a.test.ts: x}', { tests_found: 'passed', schema: 'passed' }],
    ['[tests_found]', '{src/a.ts: x}', { tests_found: 'failed: tests among the changed files: nothing' }],
  ])('%s judges the files that changed', async (gates, wrote, expected) => {
    expect(await resultsOf(gates, {}, wrote)).toEqual(expected);
  });

  it.each([
    ['echo "All files | 81.5 | 70 |"', 'passed'],
    ['echo "TOTAL 90%"', 'passed'],
    ['echo "coverage: 12.5% of statements"', 'failed: 12.5 % is covered, and 80 % is wanted'],
    [
      'echo "ok a coverage: 90% of statements"; echo "ok b coverage: 10% of statements"',
      'failed: 10 % is covered, and 80 % is wanted',
    ],
    ['echo nothing', 'failed: it printed no percentage'],
    ['exit 3', 'failed: exit 3'],
  ])('coverage reads the total that `%s` prints', async (coverage, expected) => {
    expect(await resultsOf('[{coverage: 80}]', SCRIPTS({ coverage }))).toEqual({ coverage: expected });
  });

  it.each([
    [
      '[{untouched: lock.txt}, {bash: "echo x > lock.txt"}]',
      { untouched: 'failed: changed of lock.txt: lock.txt' },
    ],
    ['[{touched: lock.txt}, {bash: "echo x > lock.txt"}]', { touched: 'passed' }],
    ['[{touched: x.txt}, {bash: "rm x.txt"}]', { touched: 'failed: changed of x.txt: nothing' }],
  ])('%s judges what is committed, also what another gate made of it', async (gates, expected) => {
    expect(await resultsOf(gates, {})).toEqual({ bash: 'passed', ...expected });
  });

  it('of a step of a validator does not blame that for what it is to judge', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{validate: ./judge.yaml}]}]`,
      `turns: [{step: do, do: [{write: {x.txt: x}}]}, {step: do/validate/look, do: [{write: {.refold/out/validate.json: '{"pass": true}'}}]}]`,
    );
    const look =
      '{name: look, type: validate, agent: {scripted: scenario.yaml}, prompt: p, gate: [{untouched: x.txt}, {bash: "true"}]}';
    bench.repository.write({ '../workflow/judge.yaml': `name: judge\nsteps: [${look}]` });
    const ended = await bench.refold(['run', file]);
    expect(ended.exit, ended.stderr).toBe(0);
    const found = bench.events().filter(({ type }) => type === 'GateFinished');
    expect(found.map(({ data }) => data.result)).toEqual(['passed', 'passed']);
  });

  it('of a kind that stands twice has a name of its own', async () => {
    expect(await resultsOf('[{bash: "true"}, {bash: "false"}]', {})).toEqual({
      bash: 'passed',
      bash_2: 'failed: exit 1',
    });
  });
});

describe('retry', () => {
  it('selects overrides by attempt and by a gate that did not pass, and they stick', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w
steps:
  - name: do
    type: code
    agent: {scripted: scenario.yaml}
    prompt: first
    gate: [{bash: test -f a}, {bash: test -f b}]
    retry:
      - {not: gate.bash_2, prompt: no b yet}
      - {attempt: 3, agent: {command: [sh, -c, "touch b"]}}
      - {exit: 4}
`,
      'turns: [{step: do, attempt: 1, do: [{say: x}]}, {step: do, do: [{write: {a: a}}]}]',
    );
    const ended = await bench.refold(['run', file]);
    expect(ended.exit, ended.stderr).toBe(0);
    const calls = bench.events().filter(({ type }) => type === 'CallIntended');
    expect(calls.map(({ data }) => (data.agent as { readonly name: string }).name)).toEqual([
      'scripted',
      'scripted',
      'command',
    ]);
    const prompts = calls.map(({ data }) => String((data.prompt as readonly string[])[0]));
    expect(prompts).toEqual(['first', 'no b yet', 'no b yet']);
  });

  it('of a group runs again what did not pass', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w
steps:
  - name: both
    retry: [{exit: 2}]
    steps:
      - {name: one, type: code, agent: {command: [touch, one]}, prompt: p}
      - {name: two, gate: [{bash: "test -f ../two || { touch ../two; false; }"}]}
`,
    );
    const ended = await bench.refold(['run', file]);
    expect(ended.exit, ended.stderr).toBe(0);
    const started = bench.events().filter(({ type }) => type === 'AttemptStarted');
    expect(started.map(({ data }) => `${data.path} ${data.attempt}`)).toEqual([
      'both 1',
      'both/one 1',
      'both/two 1',
      'both 2',
      'both/two 1',
    ]);
  });

  it('uses the agent that another step came to', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w
steps:
  - {name: impl, type: code, agent: {scripted: none.yaml}, prompt: p, retry: [{attempt: 2, agent: {command: [touch, x]}}, {exit: 2}]}
  - {name: more, type: code, agent: {impl.agent}, prompt: p}
`,
    );
    bench.repository.write({ '../workflow/none.yaml': 'turns: []' });
    const ended = await bench.refold(['run', file]);
    expect(ended.exit, ended.stderr).toBe(0);
    expect((await bench.refold(['show'])).stdout).toMatch(/more +passed, command/);
  });
});
