import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { branchName } from '../../events/branch.js';
import type { Presence, WorktreeSpec } from '../../ports/workspace.js';
import { syncRef } from './durable.js';
import { fail, type Git, gitAt, WorkspaceFailure } from './git.js';
import { isAncestor } from './inspect.js';
import { awaitLocks } from './place.js';
import { ownGitDir } from './repository.js';

/**
 * Makes the worktree on the branch of the run, or finds that both are there. What lies in its place, and what a crash
 * left half made, is moved aside, never deleted: the answer is where to, also when it is done again after a crash.
 */
export const ensureWorktree = async (
  gitDir: string,
  spec: WorktreeSpec,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> => {
  const { worktree, branch, commit, aside } = spec;
  const git = gitAt(gitDir, environment);
  if ((await git.resolve(`${commit}^{commit}`)) === undefined) {
    fail({ _tag: 'Damaged', detail: `the repository no longer holds the commit ${commit}` });
  }
  const tip = await git.resolve(branch);
  if (tip === undefined) {
    await awaitLocks([join(gitDir, `${branch}.lock`)]);
    await git.run(['update-ref', '--no-deref', branch, commit, '']);
    await syncRef(gitDir, branch);
  }
  if (!isWorktreeOf(gitDir, worktree) || !isComplete(worktree, branch)) {
    // Git finds its own entry of a worktree that is gone only where the folder around it is there.
    mkdirSync(dirname(worktree), { recursive: true });
    moveAway(worktree, aside);
    const name = branchName(branch);
    if (await isAncestor(git, commit, tip ?? commit)) await add(git, [worktree, name]);
    else {
      // Somebody moved the branch back, which is put right once it is looked at: what the run has made lies here meanwhile.
      await add(git, ['--no-checkout', worktree, name]);
      await gitAt(worktree, environment).run(['read-tree', '--reset', '-u', commit]);
    }
  }
  return isThere(aside) ? aside : undefined;
};

/** Moves what lies in the place of a worktree, beside what an earlier try moved there; git takes an empty folder as it is. */
const moveAway = (worktree: string, aside: string): void => {
  if (!liesThere(worktree)) return;
  let to = aside;
  for (let more = 2; isThere(to); more += 1) to = `${aside}-${more}`;
  renameSync(worktree, to);
};

/** Whether anything lies there that could be of use to somebody. */
const liesThere = (path: string): boolean => {
  const there = lstatSync(path, { throwIfNoEntry: false });
  return there !== undefined && !(there.isDirectory() && readdirSync(path).length === 0);
};

/** Whether anything is called that, also a symlink that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** How often a worktree is tried to be added while others are. */
const ATTEMPTS = 40;

/** What git says when it comes upon a worktree that another git has only begun to make. */
const HALF_MADE =
  /failed to read .*worktrees\/|not a git repository: .*worktrees\/|could not lock|Unable to create .*\.lock/;

/** Adds a worktree. Git reads all others meanwhile and fails over one that is half made; that passes. */
const add = async (git: Git, words: readonly string[]): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await git.run(['worktree', 'add', '--force', '--force', '--quiet', ...words]);
      return;
    } catch (error) {
      const detail =
        error instanceof WorkspaceFailure && 'detail' in error.failure ? error.failure.detail : '';
      if (attempt === ATTEMPTS || !HALF_MADE.test(detail)) throw error;
      await delay(attempt * 5);
    }
  }
};

/** Where the link of a worktree leads; undefined also where it says nothing, as after a loss of power. */
const gitDirBehind = (worktree: string): string | undefined => {
  try {
    return ownGitDir(worktree);
  } catch {
    return undefined;
  }
};

/** What stands where a worktree should be; an empty folder is in nobody's way. */
export const presenceOf = (gitDir: string, worktree: string): Presence => {
  if (isWorktreeOf(gitDir, worktree)) return 'there';
  return liesThere(worktree) ? 'in the way' : 'gone';
};

/** Whether there is a worktree of this repository: not a file, and not a repository that took its place. */
export const isWorktreeOf = (gitDir: string, worktree: string): boolean => {
  if (!statSync(worktree, { throwIfNoEntry: false })?.isDirectory()) return false;
  const own = gitDirBehind(worktree);
  return own !== undefined && existsSync(own) && dirname(dirname(realpathSync(own))) === realpathSync(gitDir);
};

/** Whether the worktree was made to its end: git locks one while it makes it. */
const isComplete = (worktree: string, branch: string): boolean => {
  const own = existsSync(worktree) ? gitDirBehind(worktree) : undefined;
  if (own === undefined || !existsSync(join(own, 'index')) || existsSync(join(own, 'locked'))) return false;
  return readFileSync(join(own, 'HEAD'), 'utf8').trim() === `ref: ${branch}`;
};
