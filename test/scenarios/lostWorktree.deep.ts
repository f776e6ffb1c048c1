import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, hasEvent, ofType, typesOf, until } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';

const COUNTED = (tally: string): string =>
  `{run: [sh, -c, 'echo x >> "${tally}"']}, {write: {work.txt: work}}, {say: done}`;

const bench = (gate: string): Bench & { readonly file: string; readonly tally: () => number } => {
  const made = createBench();
  made.repository.commit({ 'base.txt': 'base' });
  const tally = join(made.folder, 'tally');
  const file = made.workflow(
    `name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: ${JSON.stringify(gate)}}]}]`,
    `turns: [{step: work, do: [${COUNTED(tally)}]}]`,
  );
  const lines = (): number => readFileSync(tally, 'utf8').trim().split('\n').length;
  return { ...made, file, tally: lines };
};

const branchHolds = ({ repository }: Bench, path: string): boolean => {
  const [branch = ''] = repository
    .git('for-each-ref', '--format=%(refname)', 'refs/heads/refold')
    .split('\n');
  return repository.git('ls-tree', '--name-only', branch).split('\n').includes(path);
};

/** Kills the engine when the log holds this event. */
const killAt = async (made: Bench, file: string, type: string): Promise<void> => {
  const { child, ended } = made.start(['run', file]);
  await until(() => hasEvent(made, type));
  child.kill('SIGKILL');
  await ended;
};

describe('a worktree that is lost with work in it', () => {
  it.each([
    ['is gone', false, (path: string) => rmSync(path, { recursive: true })],
    [
      'is another repository',
      true,
      (path: string) => {
        rmSync(join(path, '.git'));
        rmSync(join(path, 'work.txt'));
        writeFileSync(join(path, '.git'), 'gitdir: /nowhere\n');
      },
    ],
    [
      'is a file',
      true,
      (path: string) => {
        renameSync(path, `${path}-elsewhere`);
        writeFileSync(path, 'a file');
      },
    ],
  ])('and %s does not let the step pass without it: the turn is done again', async (_, leaves, lose) => {
    const made = bench('until test -f ../go; do sleep 0.02; done');
    await killAt(made, made.file, 'GateIntended');
    writeFileSync(join(made.runFolder(), 'go'), '');
    await until(() => agentsOf(made).length === 0);
    lose(made.worktree());
    const resumed = await made.refold(['resume']);
    expect(resumed.exit, resumed.stdout + resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('is done again');
    const { aside } = ofType(made, 'WorktreeRecreated')[0]?.data ?? {};
    expect(resumed.stderr.includes(`what lay there is in ${aside}`)).toBe(leaves);
    expect((await made.refold(['log'])).stdout.includes(`what lay there moved to ${aside}`)).toBe(leaves);
    expect(existsSync(String(aside))).toBe(leaves);
    expect(made.tally()).toBe(2);
    expect(branchHolds(made, 'work.txt')).toBe(true);
    expect(existsSync(join(made.worktree(), 'work.txt'))).toBe(true);
  });

  it('and whose commit was announced holds it after the resume, in branch and files', async () => {
    const made = bench('true');
    const crash = await made.refold(['run', made.file], {
      program: 'refold-crashing',
      env: { CRASH_AT: '13', CRASH_WHEN: 'after' },
    });
    expect(crash.signal).toBe('SIGKILL');
    expect(typesOf(made).at(-1)).toBe('CommitIntended');
    rmSync(made.worktree(), { recursive: true });
    const resumed = await made.refold(['resume']);
    expect(resumed.exit, resumed.stdout + resumed.stderr).toBe(0);
    expect(made.tally()).toBe(1);
    expect(branchHolds(made, 'work.txt')).toBe(true);
    expect(readFileSync(join(made.worktree(), 'work.txt'), 'utf8')).toBe('work');
    expect(made.repository.git('-C', made.worktree(), 'status', '--porcelain')).toBe('');
  });

  it('stands again for a replay', async () => {
    const made = bench('true');
    expect((await made.refold(['run', made.file])).exit).toBe(0);
    rmSync(made.worktree(), { recursive: true });
    const replayed = await made.refold(['replay', '--from-step', 'work']);
    expect(replayed.exit, replayed.stdout + replayed.stderr).toBe(0);
    expect(made.tally()).toBe(2);
  });
});

it('a worktree that somebody moved is not made again beside what lies in it; put back as the hint says, that is asked about', async () => {
  const made = bench('test -e ../mended');
  expect((await made.refold(['run', made.file])).exit).toBe(1);
  writeFileSync(join(made.runFolder(), 'mended'), '');
  const { git } = made.repository;
  writeFileSync(join(made.worktree(), 'theirs.txt'), 'theirs\n');
  git('worktree', 'move', made.worktree(), join(made.folder, 'moved'));
  const before = [made.events(), git('for-each-ref')];
  const goOn = [['resume'], ['replay', '--from-step', 'work']];
  for (const command of goOn.flatMap((words) => [[...words, '--dry-run'], words])) {
    const refused = await made.refold(command);
    expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining('is checked out at')]);
    expect([made.events(), git('for-each-ref')]).toEqual(before);
  }
  const { stderr } = await made.refold(['resume']);
  const back = stderr.match(/(?<=`)(mv [^`]+|git -C [^`]+ worktree repair)(?=`)/g) ?? [];
  execFileSync('sh', ['-c', back.join(' && ')], { cwd: made.repository.root, env: made.env });
  const asked = await made.refold(['resume']);
  expect([asked.exit, asked.stderr]).toEqual([3, expect.stringContaining('theirs.txt: ADDED')]);
});

it.each([
  ['gone', ''],
  ['no worktree any more', '.git'],
])(
  'a worktree that is %s is not made again on what somebody committed there before they were asked',
  async (how, lost) => {
    const made = bench('test -e ../mended');
    expect((await made.refold(['run', made.file])).exit).toBe(1);
    writeFileSync(join(made.runFolder(), 'mended'), '');
    const { git } = made.repository;
    const worktree = made.worktree();
    writeFileSync(join(worktree, 'theirs.txt'), 'theirs\n');
    git('-C', worktree, 'add', '-A');
    git('-C', worktree, 'commit', '-q', '-m', 'theirs');
    rmSync(join(worktree, lost), { recursive: true });
    const before = [made.events(), git('for-each-ref')];
    const refused = await made.refold(['resume']);
    expect([refused.exit, refused.stderr]).toEqual([
      3,
      expect.stringContaining(`the worktree is ${how}, and `),
    ]);
    expect([made.events(), git('for-each-ref')]).toEqual(before);
    const again = refused.stderr.match(/(?<=`)(git worktree add|mv) [^`]+/g) ?? [];
    execFileSync('sh', ['-c', again.join(' && ')], {
      cwd: made.repository.root,
      env: made.env,
      stdio: 'ignore',
    });
    const asked = await made.refold(['resume']);
    expect([asked.exit, asked.stderr]).toEqual([
      3,
      expect.stringContaining('theirs.txt: ADDED (committed by someone)'),
    ]);
    const resumed = await made.refold(['resume', '--on-drift', 'proceed']);
    expect(resumed.exit, resumed.stderr).toBe(0);
    expect(branchHolds(made, 'theirs.txt')).toBe(true);
  },
);

it('apply does not pass over what lies in a worktree that somebody moved, unless it is told to', async () => {
  const made = bench('true');
  expect((await made.refold(['run', made.file])).exit).toBe(0);
  writeFileSync(join(made.worktree(), 'theirs.txt'), 'theirs\n');
  const { git } = made.repository;
  git('worktree', 'move', made.worktree(), join(made.folder, 'moved'));
  const refused = await made.refold(['apply']);
  expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining('is checked out at')]);
  expect(git('log', '--oneline', 'main').split('\n')).toHaveLength(1);
  expect((await made.refold(['apply', '--on-drift', 'proceed'])).exit).toBe(0);
});

it('apply merges a branch that its user has checked out in the place of the worktree', async () => {
  const made = bench('true');
  expect((await made.refold(['run', made.file])).exit).toBe(0);
  const { git } = made.repository;
  git('worktree', 'remove', '--force', made.worktree());
  git('checkout', '-q', git('for-each-ref', '--format=%(refname:short)', 'refs/heads/refold'));
  const applied = await made.refold(['apply']);
  expect(applied.exit, applied.stderr).toBe(0);
  expect(git('ls-tree', '--name-only', 'main').split('\n')).toContain('work.txt');
});
