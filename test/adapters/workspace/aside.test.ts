import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { moveAside } from '../../../src/adapters/workspace/aside.js';
import { placeAt } from '../../../src/adapters/workspace/place.js';
import { ownGitDir } from '../../../src/adapters/workspace/repository.js';
import { treeOf } from '../../../src/adapters/workspace/treeOf.js';
import { right } from '../../contracts/runStore.js';
import { addSubmodule, commitIn } from '../../support/repository.js';
import { createWorktreeBench, resetTo } from '../../support/worktree.js';

/** A worktree in which somebody made a submodule with one of its own, a repository, and a linked worktree of each. */
const createBench = async () => {
  const bench = await createWorktreeBench({ 'a.txt': 'a\n' });
  const { git, worktree, repository } = bench;
  const own = ownGitDir(worktree) ?? '';
  const commit = (path: string, text: string): void => {
    bench.write(`${path}/file`, text);
    commitIn(bench, path, text);
  };
  addSubmodule(git, repository.root, 'sub');
  addSubmodule((...args) => git('-C', 'sub', ...args), repository.root, 'inner');
  commit('sub/inner', 'in the inner');
  commit('sub', 'in the submodule');
  git('init', '-q', '-b', 'main', 'plain');
  commit('plain', 'in the plain');
  git('-C', 'plain', 'worktree', 'add', '-q', '-b', 'linked', '../linked');
  git('-C', 'sub', 'worktree', 'add', '-q', '-b', 'linked', '../of-sub');
  commit('linked', 'in the linked');
  const to = join(worktree, '..', 'aside');
  const removeWorktree = (): void => {
    for (const folder of [worktree, own]) rmSync(folder, { recursive: true });
  };
  const expectWhole = (folder = to) => {
    const log = (path: string) => repository.git('-C', join(folder, path), 'log', '-1', '--format=%s %D');
    expect(['sub', 'sub/inner', 'plain', 'linked', 'of-sub'].map(log)).toEqual([
      'in the submodule HEAD -> main, linked',
      'in the inner HEAD -> main',
      'in the plain HEAD -> main',
      'in the linked HEAD -> linked',
      'in the submodule HEAD -> linked, main',
    ]);
    const status = (path: string) => repository.git('-C', join(folder, path), 'status', '--porcelain');
    expect(['sub', 'sub/inner', 'plain', 'linked', 'of-sub'].map(status)).toEqual(['', '', '', '', '']);
    const worktrees = (path: string) => {
      const listed = repository.git('-C', join(folder, path), 'worktree', 'list', '--porcelain');
      return listed.split('\n').filter((line) => line.startsWith('worktree'));
    };
    for (const [path, linked] of [
      ['plain', 'linked'],
      ['sub', 'of-sub'],
    ] as const)
      expect(worktrees(path)).toEqual([path, linked].map((name) => `worktree ${join(folder, name)}`));
  };
  const reset = async () => right(await resetTo(bench, bench.base));
  const move = async () => {
    const place = await placeAt(worktree, repository.env, []);
    return moveAside(place, { now: await treeOf(place), after: bench.base.tree, to });
  };
  return { ...bench, own, to, removeWorktree, expectWhole, reset, move };
};

it('repositories that a reset moves aside stay what they are once the worktree is gone, submodules and linked ones too', async () => {
  const { reset, removeWorktree, expectWhole, git } = await createBench();
  const done = await reset();
  expect(git('status', '--porcelain')).toBe('');
  expect(await reset()).toEqual(done);
  removeWorktree();
  expectWhole(done.aside);
});

it('a file that became a repository is moved aside whole, and the file is back in its place', async () => {
  const bench = await createWorktreeBench({ foo: 'a file\n' });
  rmSync(join(bench.worktree, 'foo'));
  bench.git('init', '-q', '-b', 'main', 'foo');
  bench.write('foo/inner', 'theirs\n');
  commitIn(bench, 'foo', 'in foo');
  const { aside = '' } = right(await resetTo(bench, bench.base));
  expect(readFileSync(join(bench.worktree, 'foo'), 'utf8')).toBe('a file\n');
  expect(bench.repository.git('-C', join(aside, 'foo'), 'log', '--format=%s')).toBe('in foo');
  expect(readFileSync(join(aside, 'foo/inner'), 'utf8')).toBe('theirs\n');
});

it('a move aside that was killed between two of them goes on where it was, and loses nothing', async () => {
  const { move, to, worktree, removeWorktree, expectWhole } = await createBench();
  mkdirSync(join(to, 'plain/in the way'), { recursive: true });
  await expect(move()).rejects.toThrow('ENOTEMPTY');
  expect(existsSync(join(to, 'linked')) && existsSync(join(worktree, 'plain'))).toBe(true);
  rmSync(join(to, 'plain'), { recursive: true });
  await move();
  removeWorktree();
  expectWhole();
});

it('a git directory that was copied in part is copied again, and one that was copied whole is taken', async () => {
  const { move, own, to, worktree, removeWorktree, expectWhole } = await createBench();
  mkdirSync(to);
  for (const path of ['sub', 'plain', 'linked', 'of-sub']) renameSync(join(worktree, path), join(to, path));
  mkdirSync(join(to, 'sub/.git.refold/objects'), { recursive: true });
  writeFileSync(join(to, 'sub/.git.refold/HEAD'), 'ref: refs/he');
  const inner = join(to, 'sub/inner');
  cpSync(join(own, 'modules/sub/modules/inner'), join(inner, '.git.refold'), { recursive: true });
  execFileSync('git', ['config', `--file=${join(inner, '.git.refold/config')}`, '--unset', 'core.worktree']);
  rmSync(join(inner, '.git'));
  await move();
  await move();
  removeWorktree();
  expectWhole();
});
