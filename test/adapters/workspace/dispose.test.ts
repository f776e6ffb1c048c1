import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Disposed } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import {
  createWorktreeBench,
  DISPOSAL_KEEPS,
  disposalOf,
  type WorktreeBench,
} from '../../support/worktree.js';

const dispose = async (bench: WorktreeBench): Promise<Disposed> =>
  right(await bench.workspace.dispose(disposalOf(bench))());

const kept = ({ repository: { git } }: WorktreeBench): readonly string[] =>
  git('for-each-ref', '--format=%(refname)', DISPOSAL_KEEPS)
    .split('\n')
    .map((ref) => ref.slice(DISPOSAL_KEEPS.length));

/** A worktree with a unit beside it, a commit in the one and a file that is in none in the other. */
const benchWithUnit = async (): Promise<WorktreeBench & { readonly unit: string }> => {
  const bench = await createWorktreeBench();
  const unit = join(dirname(bench.worktree), 'units', 'left-9');
  const branch = 'refs/heads/refold/r/u/left-9';
  right(
    await bench.workspace.ensure({
      worktree: unit,
      branch,
      commit: bench.base.commit,
      aside: `${unit}.aside`,
    })(),
  );
  bench.repository.write({ [join('..', 'run', 'units', 'left-9', 'half.txt')]: 'half' });
  bench.write('new.txt', 'new');
  await bench.checkpoint();
  return { ...bench, unit };
};

describe('taking a run out of its repository', () => {
  it('keeps every branch and what is in no commit, and leaves neither worktree nor branch', async () => {
    const bench = await benchWithUnit();
    const { git } = bench.repository;
    bench.git('checkout', '-q', '--detach');
    bench.git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'stray');
    const stray = bench.git('rev-parse', 'HEAD');
    expect(await dispose(bench)).toEqual({ refs: 4, uncommitted: 1 });
    expect(kept(bench)).toEqual(['head/worktree', 'main', 'u/left-9', 'work/u/left-9']);
    expect(git('rev-parse', `${DISPOSAL_KEEPS}head/worktree`)).toBe(stray);
    expect(git('show', `${DISPOSAL_KEEPS}main:new.txt`)).toBe('new');
    expect(git('show', `${DISPOSAL_KEEPS}work/u/left-9:half.txt`)).toBe('half');
    expect([existsSync(bench.worktree), existsSync(bench.unit)]).toEqual([false, false]);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(git('for-each-ref', 'refs/heads/refold')).toBe('');
  });

  it('can be done again from wherever it was cut off', async () => {
    const bench = await benchWithUnit();
    const { git } = bench.repository;
    git('update-ref', `${DISPOSAL_KEEPS}main`, 'refold/r/main');
    renameSync(bench.worktree, `${bench.worktree}.removed`);
    await dispose(bench);
    expect(existsSync(`${bench.worktree}.removed`)).toBe(false);
    const once = git('for-each-ref');
    expect(await dispose(bench)).toEqual({ refs: 3, uncommitted: 1 });
    expect(git('for-each-ref')).toBe(once);
  });

  it('keeps what came meanwhile beside what an earlier try kept', async () => {
    const bench = await benchWithUnit();
    bench.repository.git('update-ref', `${DISPOSAL_KEEPS}work/u/left-9`, bench.base.commit);
    await dispose(bench);
    expect(kept(bench)).toEqual([
      'main',
      'u/left-9',
      'work/u/left-9',
      expect.stringMatching(/^work\/u\/left-9-/),
    ]);
  });

  it.each([
    ['added', {}],
    ['changed', { '.gitignore': '*.tmp\n', 'sub/.gitignore': '*.o\n' }],
  ])('keeps what only a .gitignore hides that is in no commit (%s), beside the rest', async (_, before) => {
    const bench = await createWorktreeBench({ 'a.txt': 'a\n', ...before });
    bench.write('.gitignore', '*.log\nsub/\n*.tmp\n');
    bench.write('sub/.gitignore', 'deep.txt\n*.o\n');
    for (const path of ['half.log', 'sub/deep.txt', 'cache.tmp', 'sub/b.o']) bench.write(path, path);
    await dispose(bench);
    const { git } = bench.repository;
    const [first, ...more] = kept(bench).filter((ref) => ref.startsWith('work/'));
    expect(git('show', `${DISPOSAL_KEEPS}${first}:.gitignore`)).toContain('*.log');
    const held = more.flatMap((ref) =>
      git('ls-tree', '-r', '--name-only', `${DISPOSAL_KEEPS}${ref}`).split('\n'),
    );
    expect(held).toEqual(expect.arrayContaining(['half.log', 'sub/deep.txt']));
    // What a commit has git ignore goes with the worktree, as ever.
    expect(held.includes('cache.tmp')).toBe(!('.gitignore' in before));
    expect(existsSync(bench.worktree)).toBe(false);
  });

  it('leaves a folder that is no worktree any more as it is, and says so', async () => {
    const bench = await createWorktreeBench();
    rmSync(join(bench.worktree, '.git'));
    expect(await dispose(bench)).toMatchObject({ left: expect.stringContaining(bench.worktree) });
    expect(existsSync(join(bench.worktree, 'a.txt'))).toBe(true);
    expect(bench.repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it.each([
    [
      'somebody has its branch checked out',
      'check out another branch',
      ({ repository }: WorktreeBench) =>
        void repository.git('worktree', 'add', '-q', '-f', '../mine', 'refold/r/main'),
    ],
    [
      'somebody locked its worktree',
      'git worktree unlock',
      ({ repository, worktree }: WorktreeBench) => void repository.git('worktree', 'lock', worktree),
    ],
    [
      'a repository lies in its worktree',
      '(inner)',
      ({ repository, worktree }: WorktreeBench) => {
        mkdirSync(join(worktree, 'inner'));
        repository.git('-C', join(worktree, 'inner'), 'init', '-q');
        repository.git('-C', join(worktree, 'inner'), 'commit', '-q', '--allow-empty', '-m', 'nowhere else');
      },
    ],
  ])('changes nothing where %s', async (_, words, spoil) => {
    const bench = await createWorktreeBench();
    spoil(bench);
    const before = bench.repository.git('for-each-ref');
    expect(right(await bench.workspace.tryDispose(disposalOf(bench), 'closely')())).toContain(words);
    // Where something is at work in a worktree, what lies in it tells nothing yet.
    const afar = right(await bench.workspace.tryDispose(disposalOf(bench), 'from afar')());
    expect(afar?.includes(words) ?? false).toBe(!words.includes('inner'));
    expect(await bench.workspace.dispose(disposalOf(bench))()).toMatchObject({ left: { _tag: 'Drift' } });
    expect(bench.repository.git('for-each-ref')).toBe(before);
    expect(existsSync(bench.worktree)).toBe(true);
  });
});
