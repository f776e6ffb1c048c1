import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { right } from '../../contracts/runStore.js';
import { commitMerge, createWorktreeBench, unit, type WorktreeBench } from '../../support/worktree.js';

const benchThatIgnores = (pattern: string) =>
  createWorktreeBench({
    '.gitignore': `${pattern}\n`,
    'a.txt': 'a\n',
    'sub/b.txt': 'b\n',
    'sub/deep/c.txt': 'c\n',
  });

/** A folder beside the worktree, with a file of someone's. */
const outside = (bench: WorktreeBench): string => {
  const folder = join(bench.worktree, '..', 'outside');
  mkdirSync(folder);
  writeFileSync(join(folder, 'f'), 'mine');
  return folder;
};

const subBecomesAFile = (bench: WorktreeBench) =>
  unit(bench, () => {
    rmSync(join(bench.worktree, 'sub'), { recursive: true });
    bench.write('sub', 'a file');
    bench.write('a.txt', 'theirs');
  });

const status = (bench: WorktreeBench) => bench.git('status', '--porcelain', '--', 'a.txt', 'sub');

/** The drift that names the path and says what to do; the worktree is as it was, apart from the branch. */
const expectInTheWay = async (
  bench: WorktreeBench,
  theirs: Awaited<ReturnType<typeof unit>>,
  path: string,
) => {
  const before = bench.git('ls-files', '-s');
  expect(await commitMerge(bench, theirs.tree, theirs)).toMatchObject({
    left: { _tag: 'Drift', detail: expect.stringMatching(new RegExp(`^${path} in .*move it away`)) },
  });
  expect(bench.git('ls-files', '-s')).toBe(before);
  expect(readFileSync(join(bench.worktree, 'a.txt'), 'utf8')).toBe('a\n');
  expect(existsSync(`${bench.worktree}.merging`)).toBe(false);
};

describe('what git ignores in the way of a merge', () => {
  it('is never written through: a link in the place of a folder', async () => {
    const bench = await benchThatIgnores('/ext');
    const theirs = await unit(bench, () => {
      bench.write('a.txt', 'theirs');
      bench.write('ext/f', 'theirs');
      bench.git('add', '-f', 'ext/f');
    });
    bench.git('read-tree', '--reset', bench.base.tree);
    rmSync(join(bench.worktree, 'ext'), { recursive: true, force: true });
    const folder = outside(bench);
    symlinkSync(folder, join(bench.worktree, 'ext'));
    await expectInTheWay(bench, theirs, 'ext');
    expect(readFileSync(join(folder, 'f'), 'utf8')).toBe('mine');

    rmSync(join(bench.worktree, 'ext'));
    right(await commitMerge(bench, theirs.tree, theirs));
    expect(readFileSync(join(bench.worktree, 'ext/f'), 'utf8')).toBe('theirs');
    expect(readFileSync(join(folder, 'f'), 'utf8')).toBe('mine');
  });

  it('is kept: a file in a folder that becomes a file, until it is moved away', async () => {
    const bench = await benchThatIgnores('*.log');
    const theirs = await subBecomesAFile(bench);
    bench.write('sub/deep/my.log', 'mine');
    await expectInTheWay(bench, theirs, 'sub/deep/my.log');
    expect(readFileSync(join(bench.worktree, 'sub/deep/my.log'), 'utf8')).toBe('mine');

    rmSync(join(bench.worktree, 'sub/deep/my.log'));
    right(await commitMerge(bench, theirs.tree, theirs));
    expect(readFileSync(join(bench.worktree, 'sub'), 'utf8')).toBe('a file');
    expect(status(bench)).toBe('');
  });

  it('does not count as such: empty folders, as a kill in the middle leaves them', async () => {
    const bench = await benchThatIgnores('*.log');
    const theirs = await subBecomesAFile(bench);
    rmSync(join(bench.worktree, 'sub'), { recursive: true });
    mkdirSync(join(bench.worktree, 'sub/deep/er'), { recursive: true });
    right(await commitMerge(bench, theirs.tree, theirs));
    expect(readFileSync(join(bench.worktree, 'sub'), 'utf8')).toBe('a file');
    expect(status(bench)).toBe('');
  });
});

describe('a link that a merge puts in the place of a folder', () => {
  it('is not removed through when the merge goes on after a kill', async () => {
    const bench = await benchThatIgnores('*.log');
    const folder = join(bench.worktree, '..', 'outside');
    mkdirSync(folder);
    writeFileSync(join(folder, 'b.txt'), 'mine');
    const theirs = await unit(bench, () => {
      rmSync(join(bench.worktree, 'sub'), { recursive: true });
      symlinkSync(folder, join(bench.worktree, 'sub'));
    });
    for (let times = 0; times < 2; times += 1) right(await commitMerge(bench, theirs.tree, theirs));
    expect(lstatSync(join(bench.worktree, 'sub')).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder)).toEqual(['b.txt']);
  });

  it('gives way to a folder when the merge puts one there', async () => {
    const bench = await createWorktreeBench();
    const folder = outside(bench);
    const linked = await unit(bench, () => symlinkSync(folder, join(bench.worktree, 'ext')));
    right(await commitMerge(bench, linked.tree, linked));
    const head = { commit: bench.git('rev-parse', 'HEAD'), tree: linked.tree };
    const theirs = await unit({ ...bench, base: head, inspect: () => bench.inspect(head) }, () => {
      rmSync(join(bench.worktree, 'ext'));
      bench.write('ext/f', 'theirs');
    });
    const spec = bench.spec({ parent: head.commit, tree: theirs.tree, merges: theirs.commit });
    right(await bench.workspace.commit(spec)());
    expect(readFileSync(join(bench.worktree, 'ext/f'), 'utf8')).toBe('theirs');
    expect(readFileSync(join(folder, 'f'), 'utf8')).toBe('mine');
  });
});

describe('a file that becomes a submodule in a merge', () => {
  it('gives way to its folder', async () => {
    const bench = await createWorktreeBench();
    bench.git('update-index', '--cacheinfo', `160000,${bench.base.commit},a.txt`);
    const tree = bench.git('write-tree');
    bench.git('read-tree', '--reset', bench.base.tree);
    const commit = bench.git('commit-tree', tree, '-p', bench.base.commit, '-m', 'unit');
    right(await commitMerge(bench, tree, { commit, tree }));
    expect(readdirSync(join(bench.worktree, 'a.txt'))).toEqual([]);
  });
});
