import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { WorktreeSpec } from '../../ports/workspace.js';
import { syncRef } from './durable.js';
import { fail, gitAt } from './git.js';
import { ownGitDir } from './repository.js';

/**
 * Makes the worktree on the branch of the run, or finds that both are there. What a crash left half made is moved
 * aside, never deleted.
 */
export const ensureWorktree = async (
  gitDir: string,
  { worktree, branch, commit }: WorktreeSpec,
  environment: NodeJS.ProcessEnv,
): Promise<void> => {
  const git = gitAt(gitDir, environment);
  if ((await git.resolve(`${commit}^{commit}`)) === undefined) {
    fail({ _tag: 'Damaged', detail: `the repository no longer holds the commit ${commit}` });
  }
  if ((await git.resolve(branch)) === undefined) {
    await git.run(['update-ref', '--no-deref', branch, commit, '']);
    await syncRef(gitDir, branch);
  }
  if (isComplete(worktree, branch)) return;
  if (existsSync(worktree)) renameSync(worktree, `${worktree}.incomplete-${Date.now()}`);
  const name = branch.replace(/^refs\/heads\//, '');
  await git.run(['worktree', 'add', '--force', '--force', '--quiet', worktree, name]);
};

/** Whether the worktree was made to its end: git locks one while it makes it. */
const isComplete = (worktree: string, branch: string): boolean => {
  const own = existsSync(worktree) ? ownGitDir(worktree) : undefined;
  if (own === undefined || !existsSync(join(own, 'index')) || existsSync(join(own, 'locked'))) return false;
  return readFileSync(join(own, 'HEAD'), 'utf8').trim() === `ref: ${branch}`;
};
