import { copyFileSync, existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { changedEntries, type Entry } from './changedFiles.js';
import { type Git, wordsAgainst } from './git.js';
import { writeChanges } from './merge.js';
import { operationIn, underWay } from './operations.js';
import { ownGitDir } from './repository.js';

/** A checkout of the user's, and git inside it. */
export interface UsersCheckout {
  readonly worktree: string;
  readonly git: Git;
}

/** How many paths are named. */
const NAMED = 5;

/**
 * Why a checkout cannot be brought from one commit to a tree without treading on something; undefined where it can. It
 * must be clean, and nothing that git does not track, be it ignored or not, may lie where a file is to come.
 */
export const whyNot = async (
  { worktree, git }: UsersCheckout,
  from: string,
  to: string,
): Promise<string | undefined> => {
  const own = ownGitDir(worktree);
  if (own === undefined) return 'it is not where git says that it is';
  const operation = operationIn(own);
  if (operation !== undefined) return underWay(operation);
  const status = await git.text(['status', '--porcelain', '-z', '--untracked-files=no', '--no-renames']);
  if (status !== '')
    return `it has changes that are not committed: ${named(status.split('\0').map((line) => line.slice(3)))}`;
  const inTheWay = untrackedIn(worktree, await changedEntries({ git }, from, to));
  if (inTheWay.length > 0) return `files that git does not track would be overwritten: ${named(inTheWay)}`;
  return withIndex(async (index) => {
    if (existsSync(join(own, 'index'))) copyFileSync(join(own, 'index'), index);
    await git.run(['update-index', '-q', '--refresh'], { index, answers: [1] });
    return refusalOf(() => git.run(['read-tree', '-n', '-m', '-u', from, to], { index }));
  });
};

/**
 * Brings a checkout from one commit to a tree; answers why not, and then nothing in it has changed. After a crash, what
 * holds nothing but the one or the other is brought to its end.
 */
export const bring = async (
  checkout: UsersCheckout,
  from: string,
  to: string,
): Promise<string | undefined> => {
  const why = await whyNot(checkout, from, to);
  if (why === undefined) {
    await checkout.git.run(['update-index', '-q', '--refresh'], { answers: [1] });
    return refusalOf(() => checkout.git.run(['read-tree', '-m', '-u', from, to]));
  }
  const changes = await changedEntries(checkout, from, to);
  if (!(await isBetween(checkout, from, to, changes))) return why;
  await writeChanges(checkout, to, changes);
  return undefined;
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
      return names(git, ['diff-files', '--name-only', '-z'], index);
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
      const around = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
      const files = around.filter((at) => isOther(join(worktree, at)) && !removed.has(at));
      const isTaken = alsoFolders ? isThere(join(worktree, path)) : isOther(join(worktree, path));
      return [...files, ...(isTaken ? [path] : [])];
    });
};

const keyOf = ({ name }: Entry): string => name.toString('latin1');

const nameOf = ({ name }: Entry): string => name.toString('utf8');

const names = async (git: Git, args: readonly string[], index?: string): Promise<readonly string[]> => {
  const { out } = await git.run(args, index === undefined ? {} : { index });
  return out
    .toString('latin1')
    .split('\0')
    .filter((name) => name !== '');
};

const named = (paths: readonly string[]): string => {
  const all = paths.filter((path) => path !== '');
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  return `${all.slice(0, NAMED).join(', ')}${more}`;
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
