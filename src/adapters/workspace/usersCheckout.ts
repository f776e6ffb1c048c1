import { copyFileSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { type Obstacle, obstacleWords } from '../../events/obstacle.js';
import { changedEntries, type Entry, foldersOf, keyOf, nameOf, SUBMODULE } from './changedFiles.js';
import { fail, type Git, wordsAgainst } from './git.js';
import { writeChanges } from './merge.js';
import { operationIn } from './operations.js';
import { firstHeld, locksOf } from './place.js';
import { ownGitDir } from './repository.js';

/** A checkout of the user's, and git inside it. */
export interface UsersCheckout {
  readonly worktree: string;
  readonly git: Git;
}

/** With this git gives up. */
const FATAL = 128;

/**
 * Why a checkout cannot be brought from one commit to a tree without treading on something; undefined where it can. It
 * must be clean, and nothing that git does not track, be it ignored or not, may lie where a file is to come.
 */
export const whyNot = async (
  { worktree, git }: UsersCheckout,
  from: string,
  to: string,
): Promise<Obstacle | undefined> => {
  const own = ownGitDir(worktree);
  if (own === undefined) return { kind: 'elsewhere' };
  const operation = operationIn(own);
  if (operation !== undefined) return { kind: 'operation', operation };
  const changes = await changedEntries({ git }, from, to);
  const changed = await changedIn(git, changes);
  if (changed !== undefined) return changed;
  const inTheWay = untrackedIn(worktree, changes);
  if (inTheWay.length > 0) return { kind: 'untracked', paths: inTheWay };
  const words = await withIndex(async (index) => {
    if (existsSync(join(own, 'index'))) copyFileSync(join(own, 'index'), index);
    await git.run(['update-index', '-q', '--refresh'], { index, answers: [1] });
    return refusalOf(() => git.run(['read-tree', '-n', '-m', '-u', from, to], { index }));
  });
  return words === undefined ? undefined : refusedBy(git, words);
};

/** What git holds while it is at work in a checkout, or on its branch. */
export const lockIn = async (
  checkout: UsersCheckout | undefined,
  gitDir: string,
  branch: string,
): Promise<Obstacle | undefined> => {
  const own = checkout && ownGitDir(checkout.worktree);
  const locks = [...(own === undefined ? [] : locksOf(own)), `${join(gitDir, branch)}.lock`];
  const lock = await firstHeld(locks);
  return lock === undefined ? undefined : { kind: 'lock', lock };
};

/** One line of `git status --porcelain=v2`: changed or unmerged, the two letters, whether it is a submodule, and its path. */
const CHANGED =
  /^(?:1|(u)) (\S\S) ([NS])\S+ (?:(?:[0-7]{6} ){3}(?:[0-9a-f]{40,64} ){2}|(?:[0-7]{6} ){4}(?:[0-9a-f]{40,64} ){3})(.+)$/s;

/** What differs from HEAD; what lies in a submodule itself only where the merge changes which commit that is at. */
const changedIn = async (git: Git, changes: readonly Entry[]): Promise<Obstacle | undefined> => {
  const options = ['--untracked-files=no', '--no-renames', '--ignore-submodules=untracked'];
  const { out } = await git.run(['status', '--porcelain=v2', '-z', ...options]);
  const lines = out
    .toString('utf8')
    .split('\0')
    .map((line) => CHANGED.exec(line) ?? []);
  const pathsOf = (fits: (kind: string, letters: string, sub: string) => boolean): readonly string[] =>
    lines.flatMap(([, kind = '1', letters = '', sub = '', path]) =>
      path !== undefined && fits(kind, letters, sub) ? [path] : [],
    );
  const unmerged = pathsOf((kind) => kind === 'u');
  if (unmerged.length > 0) return { kind: 'unmerged', paths: unmerged };
  const isInside = (letters: string, sub: string): boolean => sub === 'S' && letters === '.M';
  const uncommitted = pathsOf((_, letters, sub) => !isInside(letters, sub));
  if (uncommitted.length > 0) return { kind: 'uncommitted', paths: uncommitted };
  const inside = new Set(pathsOf((_, letters, sub) => isInside(letters, sub)));
  const touched = changes.find((entry) => inside.has(nameOf(entry)));
  return touched?.before && { kind: 'submodule', path: nameOf(touched), commit: touched.before.object };
};

/** What is in the way by git's own words, as it has said them for as long as it has known `read-tree`. */
const refusedBy = async (git: Git, words: string): Promise<Obstacle> => {
  const [, path] = /^Entry '(.+)' (?:not uptodate|would be overwritten)/.exec(words) ?? [];
  const tag = path && (await git.text(['ls-files', '-v', '-z', '--', `:(top,literal)${path}`]))[0];
  if (path && tag && /[a-z]/.test(tag)) return { kind: 'marked', path, mark: 'assume-unchanged' };
  if (path && tag === 'S') return { kind: 'marked', path, mark: 'skip-worktree' };
  return { kind: 'refused', words };
};

/**
 * Brings a checkout from one commit to a tree; answers why not, and then nothing in it has changed. After a crash, what
 * holds nothing but the one or the other is brought to its end. While a git is at work there it is left alone.
 */
export const bring = async (
  checkout: UsersCheckout,
  from: string,
  to: string,
  held?: Obstacle,
): Promise<Obstacle | undefined> => {
  const why = await whyNot(checkout, from, to);
  if (why === undefined) {
    if (held !== undefined) return held;
    // Where a lock has come meanwhile, git names it as it is asked for more.
    await checkout.git.run(['update-index', '-q', '--refresh'], { answers: [1, FATAL] });
    const words = await refusalOf(() => checkout.git.run(['read-tree', '-m', '-u', from, to]));
    return words === undefined ? undefined : { kind: 'refused', words };
  }
  // Where a submodule alone is in the way nothing is half done, and no index shows what lies in it.
  if (why.kind === 'submodule') return why;
  const changes = await changedEntries(checkout, from, to);
  if (!(await isBetween(checkout, from, to, changes))) return why;
  // The merge stays announced, so that the next try finishes what it finds half done.
  if (held !== undefined) fail({ _tag: 'Drift', detail: `${checkout.worktree}: ${obstacleWords(held)}` });
  await writeChanges(checkout, to, changes);
  return undefined;
};

/** What of a checkout lies where a merge brings a file, and git's own merge might overwrite without a word. */
export const untrackedAt = async (
  { worktree, git }: UsersCheckout,
  from: string,
  to: string,
): Promise<readonly string[]> => {
  const found = untrackedIn(worktree, await changedEntries({ git }, from, to));
  const tracked = new Set(await names(git, ['ls-files', '-z', '--full-name']));
  return found.filter((path) => !tracked.has(Buffer.from(path).toString('latin1')));
};

/** Whether every path of a checkout is, in its index and on disk, as in one tree or as in the other. */
const isBetween = async (
  { worktree, git }: UsersCheckout,
  from: string,
  to: string,
  changes: readonly Entry[],
): Promise<boolean> => {
  const staged = (tree: string): Promise<readonly string[]> =>
    names(git, ['diff-index', '--cached', '--name-only', '-z', '--no-renames', tree]);
  const onDisk = (tree: string): Promise<readonly string[]> =>
    withIndex(async (index) => {
      await git.run(['read-tree', tree], { index });
      await git.run(['update-index', '-q', '--refresh'], { index, answers: [1] });
      // What lies in a submodule is no part of either tree.
      return names(git, ['diff-files', '--name-only', '-z', '--ignore-submodules=all'], index);
    });
  const neither = async (differing: typeof staged): Promise<readonly string[]> => {
    const those = new Set(await differing(from));
    return (await differing(to)).filter((name) => those.has(name));
  };
  if ((await neither(staged)).length > 0 || (await neither(onDisk)).length > 0) return false;
  // What only the second tree has may be there already, as it is to be, and no otherwise.
  const unlike = new Set(await onDisk(to));
  const here = (entry: Entry): boolean => unlike.has(keyOf(entry)) || isFolder(join(worktree, nameOf(entry)));
  return (
    untrackedIn(
      worktree,
      changes.filter((entry) => !entry.added || here(entry)),
      true,
    ).length === 0
  );
};

/** What lies where a file is to come, or where a folder that leads to it is, and is not git's to take away. */
const untrackedIn = (worktree: string, changes: readonly Entry[], alsoFolders = false): readonly string[] => {
  const removed = new Set(changes.filter(({ deleted }) => deleted).map(nameOf));
  return changes
    .filter(({ added }) => added)
    .flatMap((entry) => {
      const path = nameOf(entry);
      const files = foldersOf(path).filter((at) => isOther(join(worktree, at)) && !removed.has(at));
      const isTaken = alsoFolders ? isThere(join(worktree, path)) : isOther(join(worktree, path));
      const below = isTaken || entry.mode === SUBMODULE ? [] : filesBelow(worktree, path);
      return [...files, ...(isTaken ? [path] : []), ...below.filter((file) => !removed.has(file))];
    });
};

/** What lies in a folder that stands where a file is to come: git would take away with it what it ignores. */
const filesBelow = (worktree: string, path: string): readonly string[] =>
  isFolder(join(worktree, path))
    ? readdirSync(join(worktree, path), { recursive: true, withFileTypes: true })
        .filter((one) => !one.isDirectory())
        .map((one) => relative(worktree, join(one.parentPath, one.name)).replaceAll(sep, '/'))
    : [];

const names = async (git: Git, args: readonly string[], index?: string): Promise<readonly string[]> => {
  const { out } = await git.run(args, index === undefined ? {} : { index });
  return out
    .toString('latin1')
    .split('\0')
    .filter((name) => name !== '');
};

const isFolder = (path: string): boolean =>
  isThere(path) && lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Something that is no folder; one of those may stand where a file is to come if git takes away all that is in it. */
const isOther = (path: string): boolean => isThere(path) && !isFolder(path);

const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file stands where a folder of the path would be.
    return false;
  }
};

/** What git says against it, in one line; undefined if it does it. */
const refusalOf = async (work: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return wordsAgainst(error)
      .replace(/^(error|fatal): /gm, '')
      .split('\n')[0];
  }
};

/** Works with an index that is nobody's. */
const withIndex = async <A>(work: (index: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(`${tmpdir()}${sep}refold-`);
  try {
    return await work(join(folder, 'index'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
