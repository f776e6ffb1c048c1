import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Head } from '../../src/ports/workspace.js';
import type { Bench } from './refold.js';
import { addSubmodule, commitIn, repositoryAt, type TestRepository } from './repository.js';
import { createWorktreeBench, type WorktreeBench } from './worktree.js';

export interface SubmoduleBench extends WorktreeBench {
  readonly lib: string;
  readonly head: Head;
  /** Where a repository is. */
  readonly at: (folder: string) => string;
}

/** A worktree with a submodule `lib`, and one in that, if it is asked for. */
export const createSubmoduleBench = async ({ deep = false } = {}): Promise<SubmoduleBench> => {
  const bench = await createWorktreeBench({ 'a.txt': 'a\n' });
  const { git, worktree } = bench;
  const lib = join(worktree, 'lib');
  const inner = repositoryAt(join(worktree, '../inner'), join(worktree, '../home'));
  inner.commit({ 'x.txt': 'x', conf: 'as it was' });
  addSubmodule(git, inner.root, 'lib');
  if (deep) {
    addSubmodule((...args) => git('-C', lib, ...args), inner.root, 'deep');
    commitIn(bench, lib);
    git('add', 'lib');
  }
  git('commit', '-qm', 'submodule');
  const head = { commit: git('rev-parse', 'HEAD'), tree: git('rev-parse', 'HEAD^{tree}') };
  return { ...bench, lib, head, at: (folder) => git('-C', folder, 'rev-parse', 'HEAD') };
};

/** Leaves the lock of a git that was killed. */
export const leaveLock = ({ git }: SubmoduleBench, folder: string): void => {
  const lock = git('-C', folder, 'rev-parse', '--path-format=absolute', '--git-path', 'index.lock');
  writeFileSync(lock, '');
  utimesSync(lock, 0, 0);
};

/** Gives the repository of a bench a submodule `lib`, and answers the repository that it is of. */
export const addLib = ({ folder, repository }: Pick<Bench, 'folder' | 'repository'>): TestRepository => {
  const inner = repositoryAt(join(folder, 'inner'), join(folder, 'user'));
  inner.commit({ 'x.txt': 'x' });
  repository.commit({});
  addSubmodule(repository.git, inner.root, 'lib');
  repository.git('commit', '-qm', 'submodule');
  return inner;
};
