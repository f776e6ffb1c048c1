import { describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../support/refold.js';
import { CASE_WRITTEN, LOOKS, promptIn } from '../support/reviews.js';

const TASK = (title: string): string =>
  JSON.stringify({
    id: title.slice(0, 5),
    title: title.slice(7),
    acceptance_criteria: [`${title.slice(7)} is there`],
  });

const FOLDER = {
  '../todo/overview.md': 'A tool for lists.',
  '../todo/T-001-scaffold.md': '# Scaffold\n\n## Acceptance criteria\n\n- it builds\n',
  '../todo/T-002-export.md':
    '# T-002: Export\n\nAs CSV.\n\n## Acceptance criteria\n\n- two columns\n- a header\n',
};

const project = (turns: string): Bench => {
  const bench = createBench();
  bench.repository.commit({ 'AGENTS.md': 'Be brief.\n' });
  bench.repository.write({ '../agents.yaml': `turns:\n${turns}`, ...FOLDER });
  return bench;
};

/** What the first call of each step was told. */
const prompts = (bench: Bench): Readonly<Record<string, string>> =>
  Object.fromEntries(
    bench
      .events()
      .filter(({ type, data }) => type === 'CallIntended' && data.call === 1)
      .map((event) => [String(event.data.path), promptIn(event)]),
  );

describe('the workflow `tasks`', () => {
  it('does one task after the other, each reviewed until it is accepted, a commit for each, and stops where one fails', async () => {
    const bench = project(`  - {step: tasks/t-001/impl, call: 1, do: [{session: true}, {say: hm}]}
  - {step: tasks/t-001/impl, call: 2, do: [{session: true}, {write: {a: half}}, ${CASE_WRITTEN}]}
  - {step: tasks/t-001/impl, do: [{session: true}, {write: {a: a.txt, a.txt: done}}, ${CASE_WRITTEN}]}
  - {step: tasks/t-001/impl/review, do: [${LOOKS}]}
  - {step: tasks/t-002/impl, do: [{session: true}, {say: nothing to do}]}
`);
    bench.repository.write({ '../todo/T-003-last.md': '# Last\n\n## Acceptance criteria\n\n- done\n' });
    const args = ['--tasks', '../todo', '--agent', 'scripted:../agents.yaml'];
    const ended = await bench.refold(['run', 'tasks', ...args], { cwd: bench.repository.root });
    expect(ended.exit, ended.stderr).toBe(1);
    expect(bench.events().at(-1)?.data).toMatchObject({ reason: 'no_case', step: 'tasks' });
    const told = prompts(bench);
    expect(Object.keys(told)).toEqual(['tasks/t-001/impl', 'tasks/t-001/impl/review', 'tasks/t-002/impl']);
    expect(told['tasks/t-001/impl']).toContain('Be brief.');
    expect(told['tasks/t-001/impl']).toContain('A tool for lists.');
    expect(told['tasks/t-001/impl']).toContain('Your task is T-001: Scaffold.');
    expect(told['tasks/t-001/impl/review']).toContain('- it builds');
    expect(told['tasks/t-002/impl']).toContain('- two columns\n- a header\n');
    expect(told['tasks/t-002/impl']).toContain('done already:\n- T-001: Scaffold');
    const types = ['TurnNudged', 'WorkJudged', 'CheckpointCommitted'];
    const told1 = bench
      .events()
      .filter(({ type, data }) => types.includes(type) && data.path === 'tasks/t-001/impl');
    expect(told1.map(({ type, data }) => [type, data.why ?? data.accepted])).toEqual([
      ['TurnNudged', 'quiet'],
      ['WorkJudged', false],
      ['WorkJudged', true],
      ['CheckpointCommitted', undefined],
    ]);
    expect(bench.repository.git('log', '--format=%s', `refold/${bench.events()[0]?.data.run}/main`)).toBe(
      'T-001: Scaffold\nchange',
    );
    const report = JSON.parse((await bench.refold(['report', '--json'])).stdout);
    expect(report.total.verdicts).toEqual({ half_finished: 1, accepted: 1 });
  });

  it('goes on by the tasks as they are then, tells what has changed, and leaves those alone that have begun', async () => {
    const bench = project(`  - {step: tasks/t-001/work, do: [{write: {a: a}}]}
  - {step: tasks/t-002/work, do: [{exit: 1}]}
`);
    bench.repository.write({
      '../given.yaml': `name: given
steps: [{name: tasks, tasks: given, each: [{name: work, type: code, agent: claude, prompt: "{task.name}"}]}]`,
    });
    const cwd = bench.repository.root;
    const refold = (...args: readonly string[]) => bench.refold(args, { cwd });
    const write = (...titles: readonly string[]): void =>
      bench.repository.write({ '../prd.json': `[${titles.map(TASK).join(',\n')}]` });
    write('T-001: One', 'T-002: Two', 'T-003: Three');
    expect(
      (await refold('run', '../given.yaml', '--tasks', '../prd.json', '--agent', 'scripted:../agents.yaml'))
        .exit,
    ).toBe(1);
    write('T-001: One', 'T-002: Two, changed', 'T-002: Four');
    const broken = await refold('resume');
    expect(broken.exit).toBe(2);
    expect(broken.stderr).toMatch(/prd\.json:3:7: `T-002` stands twice[\s\S]*--captured/);
    write('T-001: One', 'T-002: Two, changed', 'T-004: Four');
    const changes = 'new: T-004: Four; gone: T-003: Three; as it was, for it has begun: T-002: Two';
    expect((await refold('resume', '--dry-run')).stdout).toContain(changes);
    expect(bench.events().at(-1)?.type).toBe('RunStopped');
    expect((await refold('resume', '--dry-run', '--captured')).stdout).not.toContain('T-004');
    const resumed = await refold('resume');
    expect(resumed.stderr).toContain(changes);
    expect(resumed.stderr).toContain('then tasks/t-004/work');
    expect(bench.events().filter(({ type }) => type === 'TasksTaken')).toHaveLength(1);
    expect((await refold('resume')).stderr).not.toContain('has changed since');
    expect((await refold('verify')).exit).toBe(0);
  });

  it('is refused without tasks, and with such as do not hold together, before anything is made', async () => {
    const bench = project('  []');
    const cwd = bench.repository.root;
    const without = await bench.refold(['run', 'tasks'], { cwd });
    expect(without.exit).toBe(2);
    expect(without.stderr).toContain('error: tasks works through tasks, and none are given');
    expect(without.stderr).toContain('--tasks prd.json');
    bench.repository.write({ '../prd.json': `[${TASK('T-001: One')},\n${TASK('T-001: Two')}]` });
    const broken = await bench.refold(['run', 'tasks', '--tasks', '../prd.json'], { cwd });
    expect(broken.exit).toBe(2);
    expect(broken.stderr).toMatch(
      /prd\.json:2:7: `T-001` stands twice[\s\S]*check \S+ --tasks \S+` tells the same/,
    );
    const nowhere = await bench.refold(['run', 'tasks', '--tasks', 'nowhere.json'], { cwd });
    expect(nowhere.stderr).toContain('the list of tasks nowhere.json cannot be read: there is no file');
    const needless = await bench.refold(['run', 'freeform', '--tasks', '../prd.json'], { cwd });
    expect(needless.stderr).toContain('freeform takes no tasks from the command line');
    expect(bench.repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });
});
