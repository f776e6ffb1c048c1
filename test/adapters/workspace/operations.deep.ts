import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownGitDir } from '../../../src/adapters/workspace/repository.js';
import { unfinishedAt } from '../../../src/events/operation.js';
import { right } from '../../contracts/runStore.js';
import { type ComparingBench, createComparingBench } from '../../support/comparing.js';
import { BRANCH, DISPOSAL_KEEPS, disposalOf, FOUND, KEEPS, resetTo } from '../../support/worktree.js';

/** A worktree in which an operation of git has stopped at a conflict with a commit that no branch holds. */
const conflicting = async (
  operation: string,
  ...words: readonly string[]
): Promise<ComparingBench & { readonly other: string }> => {
  const bench = await createComparingBench();
  bench.git('checkout', '-q', '--detach');
  bench.write('a.txt', 'theirs\n');
  bench.git('commit', '-qam', 'theirs');
  const other = bench.git('rev-parse', 'HEAD');
  bench.git('checkout', '-q', BRANCH.slice('refs/heads/'.length));
  bench.write('a.txt', 'ours\n');
  bench.git('commit', '-qam', 'ours');
  expect(() => bench.git(operation, ...words, other)).toThrow();
  return { ...bench, other };
};

/** A patch that does not fit is being applied. */
const applying = async (): Promise<ComparingBench> => {
  const bench = await conflicting('merge');
  bench.git('merge', '--abort');
  bench.git('format-patch', '-q', '-1', bench.other);
  expect(() => bench.git('am', '0001-theirs.patch')).toThrow();
  return bench;
};

const isOver = ({ worktree }: ComparingBench): boolean =>
  ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'rebase-merge', 'rebase-apply'].every(
    (trace) => !existsSync(join(ownGitDir(worktree) ?? '', trace)),
  );

describe('an operation of git that is under way in a worktree', () => {
  it.each([
    ['merge', () => conflicting('merge')],
    ['cherry-pick', () => conflicting('cherry-pick')],
    ['rebase', () => conflicting('rebase')],
    ['am', applying],
  ] as const)(
    'is named where its files are compared (%s), and over once they went back',
    async (name, begin) => {
      const bench = await begin();
      expect(await bench.compare()).toMatchObject({ operation: name });
      right(await resetTo(bench, bench.base));
      expect([await bench.compare(), isOver(bench)]).toEqual([
        { checked: 5, differences: [], lost: [] },
        true,
      ]);
    },
  );

  it.each([
    ['merge', () => conflicting('merge')],
    ['rebase', () => conflicting('rebase')],
    ['am', applying],
  ] as const)('is told by a look, and what is unmerged (%s)', async (operation, begin) => {
    const bench = await begin();
    const unmerged = operation === 'am' ? {} : { unmerged: ['a.txt'] };
    expect(await bench.inspect()).toMatchObject({ underWay: { operation }, ...unmerged });
    bench.git('add', '-A');
    const { underWay, ...found } = await bench.inspect();
    expect([underWay?.operation, 'unmerged' in found]).toEqual([operation, false]);
    bench.git(operation, '--abort');
    expect(await bench.inspect()).not.toHaveProperty('underWay');
  });

  it('is under the very refs that its look names', async () => {
    const bench = await conflicting('merge');
    const head = { commit: bench.git('rev-parse', 'HEAD'), tree: bench.git('rev-parse', 'HEAD^{tree}') };
    const { underWay } = await bench.inspect(head);
    expect(underWay).toEqual({ operation: 'merge', commits: [bench.other] });
    await bench.checkpoint(head);
    for (const ref of underWay ? unfinishedAt(underWay, FOUND).keeps : [])
      expect(bench.git('rev-parse', ref)).toBe(bench.other);
  });

  it('need not be for paths to be unmerged: a stash that does not fit leaves some', async () => {
    const bench = await createComparingBench();
    bench.write('a.txt', 'stashed\n');
    bench.git('stash', '-q');
    bench.write('a.txt', 'ours\n');
    bench.git('commit', '-qam', 'ours');
    expect(() => bench.git('stash', 'pop')).toThrow();
    const found = await bench.inspect();
    expect([found.unmerged, found.underWay]).toEqual([['a.txt'], undefined]);
  });

  it('keeps the commits of the other side when the files go back', async () => {
    const bench = await conflicting('merge');
    right(await resetTo(bench, bench.base));
    expect(bench.git('merge-base', '--is-ancestor', bench.other, KEEPS)).toBe('');
  });

  it.each([
    ['merge', () => conflicting('merge')],
    ['cherry-pick', () => conflicting('cherry-pick')],
    ['revert', () => conflicting('revert')],
  ] as const)('keeps them when a commit of the run ends it (%s)', async (_, begin) => {
    const bench = await begin();
    const head = { commit: bench.git('rev-parse', 'HEAD'), tree: bench.git('rev-parse', 'HEAD^{tree}') };
    await bench.checkpoint(head);
    const ref = `${FOUND}-${bench.other.slice(0, 12)}`;
    expect([bench.git('rev-parse', ref), isOver(bench)]).toEqual([bench.other, true]);
  });

  it('keeps them when HEAD is put back on the branch', async () => {
    const bench = await conflicting('merge');
    const { workspace, worktree } = bench;
    const to = bench.git('rev-parse', 'HEAD');
    right(await workspace.reattach({ worktree, branch: BRANCH, to, keeps: FOUND, found: [] })());
    expect(bench.git('rev-parse', `${FOUND}-${bench.other.slice(0, 12)}`)).toBe(bench.other);
  });

  it('keeps them, and what it has put away, when the run is taken out of its repository', async () => {
    const bench = await conflicting('merge');
    bench.git('merge', '--abort');
    bench.write('gone.txt', 'put away\n');
    expect(() => bench.git('merge', '--autostash', bench.other)).toThrow();
    const away = bench.git('rev-parse', 'MERGE_AUTOSTASH');
    right(await bench.workspace.dispose(disposalOf(bench))());
    const { git } = bench.repository;
    const kept = git('for-each-ref', '--format=%(objectname)', `${DISPOSAL_KEEPS}head`).split('\n');
    expect(new Set(kept)).toEqual(new Set([bench.other, away]));
    expect(git('show', `${away}:gone.txt`)).toBe('put away');
  });

  it('keeps a worktree from being removed as one that holds nothing', async () => {
    const bench = await conflicting('merge');
    bench.git('checkout', '-q', '--ours', '.');
    bench.git('add', '-A');
    const head = { commit: bench.git('rev-parse', 'HEAD'), tree: bench.git('rev-parse', 'HEAD^{tree}') };
    const { workspace, worktree } = bench;
    expect(right(await workspace.remove({ worktree, branch: BRANCH, head })())).toBe(
      'a merge is under way in it',
    );
  });
});
