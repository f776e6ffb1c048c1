import { describe, expect, it } from 'vitest';
import { createRepositories } from '../../../src/adapters/workspace/workspace.js';
import { right } from '../../contracts/runStore.js';
import { AT, createWorktreeBench, IDENT, type WorktreeBench } from '../../support/worktree.js';

const REF = 'refs/refold/fork/inherited';
const GONE = 'c0ffee'.padEnd(40, '0');

const inherit = (bench: WorktreeBench, commits: readonly string[], needed: readonly string[] = []) =>
  createRepositories(bench.repository.env).inherit({
    gitDir: bench.repository.git('rev-parse', '--absolute-git-dir'),
    ref: REF,
    commits: [...needed, ...commits],
    needed,
    tree: bench.base.tree,
    ident: IDENT,
    at: AT,
    message: 'taken over\n',
  })();

/** A commit that nothing names but its id. */
const loose = (bench: WorktreeBench, parent: string, message: string): string =>
  bench.repository.git('commit-tree', bench.base.tree, '-p', parent, '-m', message);

describe('what a fork takes over', () => {
  it('stays in the repository when nothing else names it and git has cleaned up', async () => {
    const bench = await createWorktreeBench();
    const one = loose(bench, bench.base.commit, 'one');
    const two = loose(bench, one, 'two');
    const aside = loose(bench, bench.base.commit, 'aside');
    expect(right(await inherit(bench, [one, aside], [two]))).toEqual([]);
    bench.repository.git('reflog', 'expire', '--all', '--expire=now');
    bench.repository.git('gc', '-q', '--prune=now');
    for (const commit of [one, two, aside])
      expect(bench.repository.git('cat-file', '-t', commit)).toBe('commit');
    expect(bench.repository.git('rev-list', '--parents', '-1', REF).split(' ').slice(1).sort()).toEqual(
      [two, aside].sort(),
    );
  });

  it('is told as far as it is gone, and trees and files among it are no commits', async () => {
    const bench = await createWorktreeBench();
    const told = right(await inherit(bench, [GONE, bench.base.tree], [bench.base.commit]));
    expect(told).toEqual([GONE]);
  });

  it('is not taken over when what it begins with is gone: no ref is made', async () => {
    const bench = await createWorktreeBench();
    expect(await inherit(bench, [], [bench.base.commit, GONE])).toMatchObject({ left: { _tag: 'Damaged' } });
    expect(bench.repository.git('for-each-ref', 'refs/refold')).toBe('');
  });
});
