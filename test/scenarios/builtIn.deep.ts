import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../support/refold.js';
import { ACCEPTS, CASE_WRITTEN } from '../support/reviews.js';

/** A project whose tests pass when what is to be built is there. */
const project = (turns: string): Bench & { readonly scenario: string } => {
  const bench = createBench();
  bench.repository.commit({
    'package.json': JSON.stringify({ scripts: { build: 'true', test: 'node --test', lint: 'true' } }),
    'base.test.js': "require('node:test')('base', () => {});\n",
  });
  bench.repository.write({
    '../workflow/agents.yaml': `turns:\n${turns}`,
    '../workflow/spec.md': 'Build {it}.',
    '../workflow/prd.json': '[{"id": "T-001", "title": "New", "acceptance_criteria": ["it is there"]}]',
  });
  return { ...bench, scenario: join(bench.folder, 'workflow', 'agents.yaml') };
};

const WRITES_TEST =
  "{write: {new.test.js: \"require('node:test')('new', () => { require('./new.js'); });\\n\"}}";
const WRITES_CODE = '{write: {new.js: ""}}';
const PLAN = `{write: {.refold/out/plan.json: '[{"name": "New", "description": "make it"}]'}}`;
const PASSES = `{write: {.refold/out/validate.json: '{"pass": true}'}}`;
const NOTES = '{write: {.refold/out/artifact.txt: "it is small"}}';

/** What the agents of each workflow do; the first try of some fails. */
const TURNS: Readonly<Record<string, string>> = {
  freeform: `  - {step: work, do: [${WRITES_CODE}]}\n`,
  tdd: `  - {step: plan, do: [${PLAN}]}
  - {step: plan/new/tests, attempt: 1, do: [{say: nothing}]}
  - {step: plan/new/tests, do: [${WRITES_TEST}]}
  - {step: plan/new/impl, attempt: 1, do: [{say: nothing}]}
  - {step: plan/new/impl, do: [${WRITES_CODE}]}
`,
  cheap2sota: `  - {step: converge, attempt: 1, do: [${WRITES_TEST}]}
  - {step: converge, do: [${WRITES_CODE}]}
  - {step: review, do: [${PASSES}]}
`,
  'parallel-tasks': `  - {step: plan, do: [{write: {.refold/out/plan.json: '[{"name": "New", "files": ["new*"]}, {"name": "Other", "files": ["other/**"]}]'}}]}
  - {step: plan/new/impl, do: [${WRITES_TEST}, ${WRITES_CODE}]}
  - {step: plan/other/impl, attempt: 1, do: [{write: {new.js: "not mine"}}]}
  - {step: plan/other/impl, do: [{write: {other/a.js: ""}}]}
`,
  'implement-spec': `  - {step: research, do: [${NOTES}]}
  - {step: build, do: [${PLAN}]}
  - {step: build/new/impl, do: [${WRITES_TEST}, ${WRITES_CODE}]}
  - {step: build/new/impl/validate/review, do: [${PASSES}]}
`,
  bugfix: `  - {step: reproduce, do: [${WRITES_TEST}]}
  - {step: fix, do: [${WRITES_CODE}]}
`,
  refactor: `  - {step: change, do: [${WRITES_CODE}]}
  - {step: change/validate/review, do: [${PASSES}]}
`,
  tasks: `  - {step: tasks/t-001/impl, do: [${WRITES_TEST}, ${WRITES_CODE}, ${CASE_WRITTEN}]}
  - {step: tasks/t-001/impl/review, do: [${ACCEPTS}]}
`,
  pair: `  - {step: impl, do: [${WRITES_CODE}, {say: DONE}]}
  - {step: impl/review, do: [{say: PASS}]}
`,
};

/** What a workflow has to be given besides a spec. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  tasks: ['--tasks', '../workflow/prd.json'],
  pair: ['--set', 'prompt=make it'],
};

const BUILT_IN = readdirSync('workflows', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace(/\.yaml$/, ''));

describe('a workflow that comes with refold', () => {
  it.each(Object.keys(TURNS))('%s runs whole on a real repository, and its log verifies', async (name) => {
    const bench = project(TURNS[name] ?? '');
    const run = await bench.refold([
      'run',
      name,
      '--agent',
      `scripted:${bench.scenario}`,
      '--spec',
      join(bench.folder, 'workflow', 'spec.md'),
      ...(GIVEN[name] ?? []),
    ]);
    expect(run.exit, run.stdout + run.stderr).toBe(0);
    expect((await bench.refold(['verify'])).exit).toBe(0);
    const [branch = ''] = bench.repository
      .git('for-each-ref', '--format=%(refname)', 'refs/heads/refold')
      .split('\n');
    expect(bench.repository.git('ls-tree', '--name-only', branch).split('\n')).toContain('new.js');
  });

  it.each(BUILT_IN)('%s holds together, is listed, and can be printed', async (name) => {
    const bench = createBench();
    expect(await bench.refold(['workflows', 'check', name])).toMatchObject({ exit: 0 });
    expect((await bench.refold(['workflows', 'list'])).stdout).toMatch(new RegExp(`^${name} `, 'm'));
    expect((await bench.refold(['workflows', 'show', name])).stdout.trimEnd()).toBe(
      readFileSync(join('workflows', `${name}.yaml`), 'utf8').trimEnd(),
    );
  });

  it('is each run here by a test of its own', () => {
    expect(BUILT_IN.filter((name) => !name.startsWith('validators/')).sort()).toEqual(
      Object.keys(TURNS).sort(),
    );
  });

  it('yields to one of the same name in the repository', async () => {
    const bench = project('  []');
    bench.repository.write({
      '.refold/workflows/tdd.yaml': 'name: mine\nsteps: [{name: look, gate: [{bash: "true"}]}]',
    });
    expect((await bench.refold(['run', 'tdd'])).stdout).toContain('mine');
  });
});

describe('run --dry-run', () => {
  it('shows agents, sessions, gates, retries and what prompts draw on, and touches nothing', async () => {
    const bench = project('  []');
    const dry = await bench.refold(['run', 'tdd', '--dry-run', '--agent', `scripted:${bench.scenario}`]);
    expect(dry.exit, dry.stderr).toBe(0);
    for (const words of [
      'impl  code, scripted, session from tests',
      'gate compile',
      'draws on {task.name} (the task), {task.description} (the task)',
      'retry 5 attempts; from 2 on: scripted, other prompt'.replace('scripted, ', ''),
      'for each task:',
    ])
      expect(dry.stdout).toContain(words);
    expect(readdirSync(bench.folder)).not.toContain('hömé of runs');
    expect(bench.repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it.each([
    [['run', 'tdd', '--dry-run', '--agent', 'cluade-haiku'], 2],
    [['run', 'tdd', '--agent', 'cluade-haiku'], 2],
    [['run', 'cluade.yaml'], 2],
    [['run', 'cluade.yaml', '--dry-run'], 2],
    [['workflows', 'check', 'cluade.yaml'], 1],
  ])('%j says which agents there is no program for', async (args, exit) => {
    const bench = project('  []');
    bench.repository.write({
      'cluade.yaml': 'name: w\nsteps: [{name: a, type: code, agent: cluade-haiku, prompt: p}]',
    });
    const refused = await bench.refold(args);
    expect([refused.exit, refused.stdout + refused.stderr]).toEqual([
      exit,
      expect.stringContaining('there is no agent cluade-haiku; did you mean `claude`?'),
    ]);
  });
});

describe('run', () => {
  it.each([
    [['--set', 'colour'], '`--set colour` gives no value'],
    [['--set', 'colour=red', '--set', 'colour=blue'], '`--set` gives `colour` a value twice'],
    [['--spec', 'nowhere.md'], 'the spec nowhere.md cannot be read: there is no file /'],
    [['--spec', '.'], 'the spec . cannot be read: it is no file'],
    [['--agent', 'scripted:nowhere.yaml'], 'the scenario nowhere.yaml cannot be read: there is no file /'],
    [['--agent', 'scripted:package.json'], 'package.json:1:1: `turns` is missing'],
    [['--agent', 'command'], 'there is no agent command'],
  ])('refuses %j', async (args, words) => {
    const bench = project('  []');
    const refused = await bench.refold(['run', 'freeform', '--agent', `scripted:${bench.scenario}`, ...args]);
    expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('refuses a configuration that is not understood', async () => {
    const bench = project('  []');
    bench.repository.write({ '.refold/config.yaml': 'gates: {tests: x}' });
    const refused = await bench.refold(['run', 'freeform']);
    expect([refused.exit, refused.stderr]).toEqual([
      2,
      expect.stringContaining('config.yaml is not understood'),
    ]);
  });

  it('takes a spec of 5 MB, and values from the command line', async () => {
    const bench = project('  - {step: do, do: [{write: {new.js: ""}}]}');
    const spec = 'x'.repeat(5_000_000);
    bench.repository.write({ '../workflow/spec.md': spec });
    const file = bench.workflow(
      'name: w\nsteps: [{name: do, type: code, agent: claude, prompt: "{colour} {size}: {spec}"}]',
    );
    const args = [
      '--spec',
      '../workflow/spec.md',
      '--agent',
      `scripted:${bench.scenario}`,
      '--set',
      'size=a=b',
      '--set',
      'colour=red',
    ];
    const run = await bench.refold(['run', ...args, file]);
    expect(run.exit, run.stderr).toBe(0);
    const call = bench.events().find(({ type }) => type === 'CallIntended');
    expect(call?.data.prompt).toEqual(['red a=b: ', expect.objectContaining({ bytes: 5_000_000 })]);
  });
});

describe('run pair', () => {
  it.each([
    [['primary=foo'], 'there is no agent foo; known are claude, codex'],
    [['review=claudx'], '`mode` must be `reviewer`, `both` or `claudex`; `review` gives it `claudx`'],
    [['max_iterations=0'], '`iterations` must be a whole number from 1 on; `max_iterations` gives it `0`'],
    [['done=FAIL'], '`done` must be a word of letters and digits'],
    [['proof='], '`bash` needs a command'],
    [['primry=codex'], 'pair has no input `primry`; did you mean `primary`?'],
    [['prompt='], 'pair needs `prompt`, and nothing gives it'],
  ])('refuses %j before anything is done', async (given, words) => {
    const bench = createBench();
    bench.repository.commit({ 'readme.txt': 'hello\n' });
    const prompt = given.some((one) => one.startsWith('prompt=')) ? [] : ['prompt=x'];
    const set = [...prompt, ...given].flatMap((one) => ['--set', one]);
    const refused = await bench.refold(['run', 'pair', ...set]);
    expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(readdirSync(bench.folder)).not.toContain('hömé of runs');
  });
});
