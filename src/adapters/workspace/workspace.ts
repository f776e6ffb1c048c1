import type { Repositories, Workspace } from '../../ports/workspace.js';
import { clearAnswers, readFirst } from './answers.js';
import { apply, between, holds, tryApply } from './apply.js';
import { baseOf } from './base.js';
import { worktreeOn } from './checkouts.js';
import { commit } from './commit.js';
import { diff } from './diff.js';
import { dispose, tryDispose } from './dispose.js';
import { asTask, gitAt } from './git.js';
import { inherit } from './inherit.js';
import { inspect } from './inspect.js';
import { lackedOf } from './lost.js';
import { merge } from './merge.js';
import { lostOf } from './objects.js';
import { placeAt } from './place.js';
import { provide } from './provide.js';
import { relink } from './relink.js';
import { removeWorktree } from './removeWorktree.js';
import { locate } from './repository.js';
import { reattach, reset, unwind } from './rewind.js';
import { strayWork } from './strayWork.js';
import { isTakenBack } from './takenBack.js';
import { ensureWorktree, presenceOf } from './worktree.js';

/**
 * The workspace of runs, kept by the git program. `gitDir` is the git directory that all worktrees share; `given` are
 * patterns of paths that the worktree was given from the checkout, which no commit may hold.
 */
export const createWorkspace = (
  gitDir: string,
  environment: NodeJS.ProcessEnv,
  given: readonly string[] = [],
): Workspace => ({
  ensure: (spec) => asTask('making the worktree', () => ensureWorktree(gitDir, spec, environment)),
  presence: (at) => asTask('looking for the worktree', async () => presenceOf(gitDir, at)),
  remove: (spec) => asTask('removing a worktree', () => removeWorktree(gitDir, spec, environment, given)),
  inspect: (at, branch, head) =>
    asTask('looking at the worktree', async () =>
      inspect(await placeAt(at, environment, given), branch, head),
    ),
  provide: (spec) => asTask('setting up the worktree', async () => provide(spec)),
  diff: (at, before, now) =>
    asTask('comparing trees', async () => diff(await placeAt(at, environment, given), before, now)),
  readFirst: (at, paths) => asTask('reading a file', async () => readFirst(at, paths)),
  clearAnswers: (at, folders) => asTask('clearing old answers', async () => clearAnswers(at, folders)),
  merge: (spec) =>
    asTask('merging', async () => merge(await placeAt(spec.worktree, environment, given), spec)),
  commit: (spec) =>
    asTask('committing', async () => commit(await placeAt(spec.worktree, environment, given), spec)),
  reset: (spec) =>
    asTask('resetting the worktree', async () =>
      reset(await placeAt(spec.worktree, environment, given), spec),
    ),
  unwind: (spec) =>
    asTask('unwinding a placeholder', async () =>
      unwind(await placeAt(spec.worktree, environment, given), spec),
    ),
  reattach: (spec) =>
    asTask('re-attaching HEAD', async () => reattach(await placeAt(spec.worktree, environment, given), spec)),
  tryApply: (branch, head) => asTask('trying the merge', () => tryApply(gitDir, branch, head, environment)),
  isTakenBack: (base, head, later) =>
    asTask('comparing commits', () => isTakenBack(gitDir, base, head, later, environment)),
  strayWork: (run, head, later) =>
    asTask('comparing commits', () => strayWork(gitDir, run, head, later, environment)),
  apply: (spec) => asTask('applying', () => apply(gitDir, spec, environment)),
  holds: (ref, commit) => asTask('looking at a branch', () => holds(gitDir, ref, commit, environment)),
  between: (commits, later) => asTask('counting commits', () => between(gitDir, commits, later, environment)),
  tryDispose: (spec, look) =>
    asTask('looking at worktrees and branches', () => tryDispose(gitDir, spec, look, environment, given)),
  dispose: (spec) =>
    asTask('removing worktrees and branches', () => dispose(gitDir, spec, environment, given)),
});

/** The repositories of this machine. */
export const createRepositories = (environment: NodeJS.ProcessEnv): Repositories => ({
  locate: (directory) => async () => locate(directory),
  base: (repository) => () => baseOf(repository, environment),
  inherit: (spec) => asTask('keeping what a fork takes over', () => inherit(spec, environment)),
  head: (root) => asTask('looking for a commit', () => gitAt(root, environment).resolve('HEAD')),
  lost: (gitDir, objects) => asTask('looking for commits', () => lostOf(gitAt(gitDir, environment), objects)),
  lacks: (gitDir, heads) =>
    asTask('looking for what a commit holds', () => lackedOf(gitAt(gitDir, environment), heads)),
  relink: (move, folder) => asTask('leading worktrees back', async () => relink(move, folder)),
  worktreeOn: (gitDir, branch) =>
    asTask('looking for worktrees', () => worktreeOn(gitAt(gitDir, environment), branch)),
  tip: (gitDir, branch) => asTask('looking for a branch', () => gitAt(gitDir, environment).resolve(branch)),
});
