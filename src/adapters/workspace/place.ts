import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gitAtWork } from './atWork.js';
import { fail, type Git, gitAt } from './git.js';
import { isLinked, ownGitDir, sharedGitDir } from './repository.js';

/** A worktree of a run and the git directories behind it. */
export interface Place {
  readonly worktree: string;
  /** Git, run inside the worktree. */
  readonly git: Git;
  /** The git directory of the worktree's own, with its HEAD and index. */
  readonly own: string;
  /** The git directory that all worktrees share. */
  readonly common: string;
  readonly objects: string;
  /** A file for an index that is not the worktree's. */
  readonly privateIndex: string;
  /** Patterns of paths that no commit may hold. */
  readonly given: readonly string[];
}

/** The pathspecs of what belongs to a run: all in its worktree but what that was given. */
export const within = (place: Pick<Place, 'given'>): readonly string[] => ['--', '.', ...exceptGiven(place)];

/** The pathspecs that leave out what a worktree was given. */
export const exceptGiven = ({ given }: Pick<Place, 'given'>): readonly string[] =>
  given.map((pattern) => `:(exclude,glob)${unlikeFolder(pattern)}`);

/** The same pattern in other words: git gives up where one begins, letter by letter, with the folder of a submodule. */
const unlikeFolder = (pattern: string): string => (/^[*?[\\]/.test(pattern) ? pattern : `\\${pattern}`);

/** Finds the worktree, for someone who only looks; git need not be asked for where things are by default. */
export const findPlace = (
  worktree: string,
  environment: NodeJS.ProcessEnv,
  given: readonly string[],
): Place => {
  const own = ownOf(worktree);
  const common = sharedGitDir(own);
  const [objects, privateIndex] = [join(common, 'objects'), join(own, 'refold-index')];
  return { worktree, git: gitAt(worktree, environment), own, common, objects, privateIndex, given };
};

/** Finds the worktree and makes sure that no lock of a killed git stands in the way. */
export const placeAt = async (
  worktree: string,
  environment: NodeJS.ProcessEnv,
  given: readonly string[],
): Promise<Place> => {
  const own = ownOf(worktree);
  await refuseHeld(worktree, own);
  await awaitLocks(locksOf(own));
  const git = gitAt(worktree, environment);
  const common = await git.text(['rev-parse', '--path-format=absolute', '--git-common-dir']);
  const objects = await git.text(['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  return { worktree, git, own, common, objects, privateIndex: join(own, 'refold-index'), given };
};

/** The git directory of a worktree's own. */
const ownOf = (worktree: string): string => {
  const own = statSync(worktree, { throwIfNoEntry: false })?.isDirectory() ? ownGitDir(worktree) : undefined;
  return own === undefined || !existsSync(own) || !isLinked(own)
    ? fail({
        _tag: 'Drift',
        detail: `${worktree} is no worktree any more; a resume makes it again, and keeps what lies there aside`,
      })
    : own;
};

/** How old a lock must be for its owner to be dead, or somebody's editor, in milliseconds: git holds one for moments. */
const STALE_MS = 2_000;

/**
 * Waits until each lock is gone, and removes one that nobody can be behind: it lies in the run's own worktree, where
 * every process that refold started has ended.
 */
export const awaitLocks = async (locks: readonly string[]): Promise<void> => {
  for (const lock of locks) if (await isLeft(lock)) rmSync(lock, { force: true });
};

/** Refuses to touch a worktree in which somebody's git holds a lock for longer than a moment, as an open editor makes it. */
export const refuseHeld = async (worktree: string, own: string): Promise<void> => {
  for (const lock of locksOf(own)) {
    const pid = (await isLeft(lock)) ? gitAtWork(worktree) : undefined;
    if (pid !== undefined)
      fail({
        _tag: 'Drift',
        detail: `a git is at work in ${worktree} (process ${pid}) and holds ${lock}: let it finish, or end it`,
      });
  }
};

/** The first of these locks that is there for longer than a moment. */
export const firstHeld = async (locks: readonly string[]): Promise<string | undefined> => {
  for (const lock of locks) if (await isLeft(lock)) return lock;
  return undefined;
};

/** The locks that a git at work in a worktree holds. */
export const locksOf = (own: string): readonly string[] => [join(own, 'index.lock'), join(own, 'HEAD.lock')];

/** Waits for what a git holds for a moment; answers whether the lock is still there when that is over. */
const isLeft = async (lock: string): Promise<boolean> => {
  for (;;) {
    // Where a folder of its path is a file, there is none either, and asking for its times alone would fail.
    const made = existsSync(lock) ? statSync(lock, { throwIfNoEntry: false })?.mtimeMs : undefined;
    if (made === undefined) return false;
    if (Date.now() - made > STALE_MS) return true;
    await delay(50);
  }
};
