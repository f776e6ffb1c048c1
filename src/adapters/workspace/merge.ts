import { rmSync } from 'node:fs';
import { mkdir, rename, rmdir, unlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { MergeFound, MergeSpec } from '../../ports/workspace.js';
import {
  changedEntries,
  type Entry,
  foldersOf,
  isThere,
  keyOf,
  nameOf,
  pathIn,
  SUBMODULE,
} from './changedFiles.js';
import { makeDurable } from './durable.js';
import { fail } from './git.js';
import { unhide } from './hidden.js';
import { inTheWay, noFolderAbove, removeEmptyFolders } from './inTheWay.js';
import type { Place } from './place.js';
import { treeOf } from './treeOf.js';

/**
 * Merges by sets of files: what a unit changed is taken whole, unless something else changed the same path since the
 * unit began. A path that both made the same is no conflict; one that lies under another is.
 */
export const merge = async (place: Place, { base, ours, theirs, others }: MergeSpec): Promise<MergeFound> => {
  const tip = await place.git.resolve(`${theirs.branch}^{commit}`);
  if (tip !== undefined && tip !== theirs.commit) {
    const putBack = `git update-ref ${theirs.branch} ${theirs.commit}`;
    fail({
      _tag: 'Drift',
      detail: `${theirs.branch} is at ${tip}, where ${theirs.commit} was expected, and is to be merged; to go on without that, put it back: ${putBack}`,
    });
  }
  // The branch may be gone, as in a fork of the run that it was made in; its commit is what counts.
  if (tip === undefined && (await place.git.resolve(`${theirs.commit}^{commit}`)) === undefined)
    fail({ _tag: 'Damaged', detail: `the repository no longer holds the commit ${theirs.commit}` });
  const changes = await changedEntries(place, base, theirs.tree);
  const since = await changedEntries(place, base, ours.tree);
  const conflicts = clashing(changes, since);
  if (conflicts.length > 0) {
    const other = await whichChanged(place, conflicts, others);
    return { fits: false, paths: conflicts.map(nameOf), other };
  }
  const tree = await withChanges(place, ours.tree, changes);
  await makeDurable(place.git, place.objects, [tree], ours.commit);
  return { fits: true, tree, files: changes.length };
};

/** The changes that do not fit to those of the other side. */
const clashing = (changes: readonly Entry[], since: readonly Entry[]): readonly Entry[] => {
  const theirs = new Map(since.map((entry) => [keyOf(entry), entry]));
  const folders = new Set(since.filter(isThere).flatMap((entry) => foldersOf(keyOf(entry))));
  const files = new Set(since.filter(isThere).map(keyOf));
  return changes.filter((entry) => {
    const key = keyOf(entry);
    const other = theirs.get(key);
    if (other) return other.object !== entry.object || other.mode !== entry.mode;
    return isThere(entry) && (folders.has(key) || foldersOf(key).some((folder) => files.has(folder)));
  });
};

/** The first of the others that touched one of these paths; -1 if none did. */
const whichChanged = async (
  place: Place,
  conflicts: readonly Entry[],
  others: MergeSpec['others'],
): Promise<number> => {
  for (const [index, { before, now }] of others.entries()) {
    if (clashing(conflicts, await changedEntries(place, before, now)).length > 0) return index;
  }
  return -1;
};

/** A tree with these changes made to it, built in an index of its own. */
const withChanges = async (
  { git, privateIndex: index }: Place,
  tree: string,
  changes: readonly Entry[],
): Promise<string> => {
  rmSync(`${index}.lock`, { force: true });
  rmSync(index, { force: true });
  await git.run(['read-tree', tree], { index });
  // What goes is taken out first: a folder may come where a file was.
  const ordered = [...changes].sort((a, b) => Number(b.deleted) - Number(a.deleted));
  const lines = ordered.map(({ name, mode, object, deleted }) =>
    Buffer.concat([Buffer.from(`${deleted ? '0' : mode} ${object}\t`), name, Buffer.of(0)]),
  );
  await git.run(['update-index', '-z', '--index-info'], { index, input: Buffer.concat(lines) });
  const merged = await git.text(['write-tree'], { index });
  rmSync(index, { force: true });
  return merged;
};

/**
 * Brings the worktree from one commit to the tree of another: only the paths that differ between them are written. Done
 * again after a crash it goes on where it was: what is not there holds nobody's work, and what is there already is left.
 * Anything else at such a path, or above or below one, is someone's.
 */
export const bringOver = async (place: Place, from: string, to: string): Promise<void> => {
  const now = await treeOf(place);
  rmSync(place.privateIndex, { force: true });
  const before = await place.git.text(['rev-parse', `${from}^{tree}`]);
  const changes = await changedEntries(place, before, to);
  const found = (await changedEntries(place, before, now)).filter(isThere);
  const changed = clashing(changes, found).map(nameOf).join(', ');
  if (changed !== '') {
    fail({
      _tag: 'Drift',
      detail: `${changed} in ${place.worktree}: someone changed something there; move it away or put it back`,
    });
  }
  const blocked = (await inTheWay(place.worktree, changes)).join(', ');
  if (blocked !== '') {
    fail({
      _tag: 'Drift',
      detail: `${blocked} in ${place.worktree}: it is in the way of what is to be merged; move it away`,
    });
  }
  await unhide(place, join(place.own, 'index'), changes);
  await writeChanges(place, to, changes, moveIn);
};

type Checkout = Pick<Place, 'git' | 'worktree'>;

/** Sets the index to a tree and writes these paths of it; what lay there is gone. */
export const writeChanges = async (
  checkout: Checkout,
  tree: string,
  changes: readonly Entry[],
  put = writeInPlace,
): Promise<void> => {
  await checkout.git.run(['read-tree', '--reset', tree]);
  for (const { name } of changes.filter(({ deleted }) => deleted)) await remove(checkout.worktree, name);
  const there = changes.filter(isThere);
  if (there.length > 0) await put(checkout, there);
};

const namesOf = (entries: readonly Entry[]): Buffer =>
  Buffer.concat(entries.flatMap(({ name }) => [name, Buffer.of(0)]));

const writeInPlace = async ({ git }: Checkout, entries: readonly Entry[]): Promise<void> => {
  await git.run(['checkout-index', '-f', '-u', '-z', '--stdin'], { input: namesOf(entries) });
};

/** Writes each beside the worktree of a run and moves it in: after a kill none is there in part. */
const moveIn = async ({ git, worktree }: Checkout, entries: readonly Entry[]): Promise<void> => {
  const draft = `${worktree}.merging`;
  rmSync(draft, { recursive: true, force: true });
  try {
    await git.run(['checkout-index', '-z', '--stdin', `--prefix=${draft}${sep}`], {
      input: namesOf(entries),
    });
    for (const { name, mode } of entries) {
      const to = pathIn(worktree)(name);
      await mkdir(to.subarray(0, to.lastIndexOf(sep)), { recursive: true });
      if (mode === SUBMODULE) await makeFolder(to);
      else {
        await removeEmptyFolders(to);
        await rename(pathIn(draft)(name), to);
      }
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  await git.run(['update-index', '-q', '--refresh'], { answers: [1] });
};

/** Makes a folder, in the place of a file if there is one. */
const makeFolder = async (path: Buffer): Promise<void> => {
  await unlink(path).catch(() => undefined);
  await mkdir(path, { recursive: true });
};

/**
 * Removes a file, and the folders that it leaves empty; a submodule's folder stays, as git leaves it. What is reached
 * through a link is not in the worktree.
 */
const remove = async (worktree: string, name: Buffer): Promise<void> => {
  if ((await noFolderAbove(worktree, name)) !== undefined) return;
  const at = pathIn(worktree);
  await unlink(at(name)).catch(() => undefined);
  for (let end = name.lastIndexOf('/'); end > 0; end = name.subarray(0, end).lastIndexOf('/')) {
    const isLeft = await rmdir(at(name.subarray(0, end))).then(
      () => false,
      () => true,
    );
    if (isLeft) return;
  }
};
