import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, rmdir } from 'node:fs/promises';
import { sep } from 'node:path';
import { type Entry, foldersOf, isThere, keyOf, pathIn, SUBMODULE } from './changedFiles.js';

/**
 * What lies in a worktree where these changes are to be written, and does not go with them: a link or a file in the
 * place of a folder, or something in a folder in the place of a file. Git says nothing of what it ignores, so it is the
 * disk that is asked.
 */
export const inTheWay = async (worktree: string, changes: readonly Entry[]): Promise<readonly string[]> => {
  const gone = new Set(changes.filter(({ deleted }) => deleted).map(keyOf));
  const found = new Set<string>();
  for (const { name, mode } of changes.filter(isThere)) {
    const above = await noFolderAbove(worktree, name);
    const held = above ?? (mode === SUBMODULE ? undefined : await heldBy(worktree, name, gone));
    if (held !== undefined && !gone.has(held)) found.add(held);
  }
  return [...found].map((key) => Buffer.from(key, 'latin1').toString('utf8'));
};

/** The outermost of the folders above a name that is none in the worktree: a file, or a link, which leads elsewhere. */
export const noFolderAbove = async (worktree: string, name: Buffer): Promise<string | undefined> => {
  for (const folder of foldersOf(keyOf({ name }))) {
    const stats = await look(pathIn(worktree)(Buffer.from(folder, 'latin1')));
    if (stats === undefined) return undefined;
    if (!stats.isDirectory()) return folder;
  }
  return undefined;
};

/** The first thing in a folder of this name that is not gone afterwards; none if there is no such folder. */
const heldBy = async (
  worktree: string,
  name: Buffer,
  gone: ReadonlySet<string>,
): Promise<string | undefined> => {
  const path = pathIn(worktree)(name);
  if (!(await look(path))?.isDirectory()) return undefined;
  for (const child of await childrenOf(path)) {
    const inside = Buffer.concat([name, Buffer.from('/'), child.name]);
    if (child.isDirectory()) {
      const held = await heldBy(worktree, inside, gone);
      if (held !== undefined) return held;
    } else if (!gone.has(keyOf({ name: inside }))) return keyOf({ name: inside });
  }
  return undefined;
};

/** Removes a folder that holds nothing but folders; anything else stays as it is. */
export const removeEmptyFolders = async (path: Buffer): Promise<void> => {
  if (!(await look(path))?.isDirectory()) return;
  for (const { name } of await childrenOf(path))
    await removeEmptyFolders(Buffer.concat([path, Buffer.from(sep), name]));
  await rmdir(path).catch(() => undefined);
};

const look = (path: Buffer): Promise<Stats | undefined> => lstat(path).catch(() => undefined);

const childrenOf = (path: Buffer): Promise<readonly Dirent<Buffer>[]> =>
  readdir(path, { encoding: 'buffer', withFileTypes: true });
