import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../support/drifting.js';
import { statusOf } from '../support/endings.js';
import { unitFolder } from '../support/parallel.js';
import { type Bench, createBench, exited, mend, ofType } from '../support/refold.js';
import { commitIn } from '../support/repository.js';

const WORKFLOW = `name: w
steps:
  - name: g
    parallel: true
    steps:
      - {name: l, type: code, agent: {command: [sh, -c, "echo l > l.txt"]}, prompt: p}
      - {name: r, type: code, agent: {command: [sh, -c, "echo r > r.txt"]}, prompt: p, gate: [{bash: "test -e ../../../../../../mended"}]}
`;

/** A run of which one unit has passed, and waits for the other to be merged. */
const halfway = async (): Promise<Bench & { readonly unit: string }> => {
  const bench = createBench();
  bench.repository.commit({ 'base.txt': 'b\n' });
  const { exit } = await bench.refold(['run', bench.workflow(WORKFLOW, 'turns: []')]);
  expect(exit).toBe(1);
  mend(bench);
  return { ...bench, unit: unitFolder(bench, 'l') };
};

const somebodyCommits = ({ repository }: Bench, worktree: string): string => {
  writeFileSync(join(worktree, 'mine.txt'), 'mine\n');
  commitIn(repository, worktree);
  return repository.git('-C', worktree, 'rev-parse', 'HEAD');
};

const refusedToProceed = async (bench: Bench, why: string): Promise<void> => {
  const before = [bench.events(), bench.repository.git('for-each-ref')];
  const refused = await bench.refold(['resume', '--on-drift', 'proceed']);
  expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining(`cannot proceed: ${why}`)]);
  expect(refused.stderr).toContain('by the same command with `--on-drift redo` (or fresh)');
  expect([bench.events(), bench.repository.git('for-each-ref')]).toEqual(before);
};

/** The run has passed without what somebody did, which is kept. */
const passedWithout = async (bench: Bench, theirs: string): Promise<void> => {
  expect(await statusOf(bench)).toBe('passed');
  const at = (name: string): string => join(bench.worktree(), name);
  expect([readFileSync(at('l.txt'), 'utf8'), readFileSync(at('r.txt'), 'utf8')]).toEqual(['l\n', 'r\n']);
  expect(existsSync(at('mine.txt'))).toBe(false);
  const kept = bench.repository.git('for-each-ref', '--contains', theirs, '--format=%(refname)');
  expect(kept).toContain('refs/refold/');
};

describe('what a person changed and the run went on with', () => {
  it('stays where it was when what agents did is undone, however often, and none of them is blamed for it', async () => {
    const bench = createBench();
    bench.repository.commit({ 'theirs.txt': 'read\n' });
    const file = bench.workflow(
      `name: w
steps:
  - {name: one, gate: [{bash: test -e ../../../../../mended}]}
  - {name: all, type: split, tasks: {file: tasks.json}, each: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: grep -q good src/x}], retry: [{exit: 5}]}]}
`,
      `turns:
  - {step: all/t/do, attempt: 2, do: [{write: {src/x: bad}}]}
  - {step: all/t/do, attempt: 4, do: [{write: {src/x: good}}]}
  - {step: all/t/do, do: [{write: {src/x: bad, beside: x}}]}
`,
    );
    bench.repository.write({ '../workflow/tasks.json': '[{"name": "t", "files": ["src"]}]' });
    exited(await bench.refold(['run', file]), 1);
    writeFileSync(at(bench, 'theirs.txt'), 'mine\n');
    writeFileSync(at(bench, 'new.txt'), 'mine too\n');
    mend(bench);
    exited(await bench.refold(['resume', '--on-drift', 'proceed']));
    const ofTask = ofType(bench, 'AttemptFailed').filter(({ data }) => data.path !== 'one');
    expect(ofTask.map(({ data }) => [data.attempt, data.undo ?? false])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
    const { git } = bench.repository;
    const branch = `refold/${bench.runFolder().split('/').at(-1)}/main`;
    expect(git('diff', '--name-only', 'main', branch).split('\n')).toEqual([
      'new.txt',
      'src/x',
      'theirs.txt',
    ]);
    expect(git('show', `${branch}:theirs.txt`)).toBe('mine');
  });
});

describe('what somebody left where units wait for their merge', () => {
  it('in a unit that has passed is not lost by going on: it is refused, and redo goes on without it', async () => {
    const bench = await halfway();
    const theirs = somebodyCommits(bench, bench.unit);
    await refusedToProceed(bench, 'g/l has passed');
    // The other unit has failed, and is for the resume behind it.
    expect((await bench.refold(['resume', '--on-drift', 'redo'])).exit).toBe(1);
    expect((await bench.refold(['resume'])).exit).toBe(0);
    await passedWithout(bench, theirs);
  });

  it('in a unit that has passed keeps another from being replayed beside it, which names no redo', async () => {
    const bench = await halfway();
    writeFileSync(join(bench.unit, 'l.txt'), 'mine\n');
    const refused = await bench.refold(['replay', '--from-step', 'g/r', '--on-drift', 'proceed']);
    expect([refused.exit, refused.stderr]).toEqual([
      3,
      expect.stringContaining('cannot proceed: g/l has passed'),
    ]);
    expect(refused.stderr).not.toContain('redo');
    expect((await bench.refold(['restore', 'l.txt'])).exit).toBe(0);
    expect((await bench.refold(['replay', '--from-step', 'g/r'])).exit).toBe(0);
  });

  it('as commits where they are merged to is no dead end: it is refused, and redo goes on without them', async () => {
    const bench = await halfway();
    const theirs = somebodyCommits(bench, bench.worktree());
    await refusedToProceed(bench, 'somebody committed in');
    expect((await bench.refold(['resume', '--on-drift', 'redo'])).exit).toBe(0);
    await passedWithout(bench, theirs);
  });
});

const NESTED = `name: w
steps:
  - {name: make, type: code, agent: {command: [sh, -c, "git init -q sub && cd sub && echo s > s.txt && git add . && git -c user.name=m -c user.email=m@m commit -qm s && echo dirty >> s.txt"]}, prompt: p, gate: [{bash: "test -e ../../../../../mended"}]}
`;

describe('a step that made a repository with changes of its own', () => {
  it('is done anew as a replay does it: the repository is moved aside', async () => {
    const bench = createBench();
    bench.repository.commit({ 'base.txt': 'b\n' });
    expect((await bench.refold(['run', bench.workflow(NESTED, 'turns: []')])).exit).toBe(1);
    mend(bench);
    writeFileSync(join(bench.worktree(), 'base.txt'), 'mine\n');
    const { exit, stderr } = await bench.refold(['resume', '--on-drift', 'redo']);
    expect([exit, stderr]).toEqual([0, expect.stringContaining('replay plan: from make')]);
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({ choice: 'redo' });
    const aside = ofType(bench, 'WorktreeReset')[0]?.data.aside as string;
    expect(readFileSync(join(aside, 'sub/s.txt'), 'utf8')).toBe('s\ndirty\n');
    expect(bench.repository.git('-C', join(aside, 'sub'), 'log', '--format=%s')).toBe('s');
  });
});
