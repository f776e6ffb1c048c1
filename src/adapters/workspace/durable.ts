import { existsSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git } from './git.js';

/** How many files are synced at a time. */
const AT_ONCE = 8;

/**
 * Syncs every object that these names reach and the anchor does not, whoever wrote it: an agent's own git does not
 * sync what it writes, and an event must never name what a loss of power can take away.
 */
export const makeDurable = async (
  git: Git,
  objects: string,
  names: readonly string[],
  anchor: string,
): Promise<void> => {
  const listed = await git.text(['rev-list', '--objects', '--no-object-names', ...names, '--not', anchor]);
  await syncObjects(objects, listed === '' ? [] : listed.split('\n'));
};

/**
 * Syncs these objects: the loose ones one by one, and the packs if some are packed. Housekeeping of someone else may
 * take loose ones into a pack, and packs into another, at any moment: what is not there any more is in the next one.
 */
export const syncObjects = async (objects: string, ids: readonly string[]): Promise<void> => {
  const loose = await syncFiles(ids.map((id) => join(objects, id.slice(0, 2), id.slice(2))));
  const seen = new Set<string>();
  for (let more = loose < ids.length; more; ) {
    const packs = (await packFiles(objects)).filter((path) => !seen.has(path));
    await syncFiles(packs);
    for (const path of packs) seen.add(path);
    more = packs.length > 0;
  }
};

/** Syncs files and the folders that they are in; answers how many were there. */
const syncFiles = async (files: readonly string[]): Promise<number> => {
  let count = 0;
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const found = await Promise.all(files.slice(at, at + AT_ONCE).map(sync));
    count += found.filter((isThere) => isThere).length;
  }
  for (const folder of new Set(files.map(dirname))) await sync(folder);
  return count;
};

/** Syncs the file of a loose ref and the folders that lead to it; refs that are kept otherwise are git's to sync. */
export const syncRef = async (gitDir: string, ref: string): Promise<void> => {
  const path = join(gitDir, ref);
  if (!(await sync(path))) return;
  for (let at = dirname(path); at.startsWith(gitDir) && at !== gitDir; at = dirname(at)) await sync(at);
};

const packFiles = async (objects: string): Promise<readonly string[]> => {
  const folder = join(objects, 'pack');
  return existsSync(folder) ? (await readdir(folder)).map((name) => join(folder, name)) : [];
};

/** Syncs a file or a folder; answers whether it was there. */
const sync = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r').catch(notThere);
  if (file === undefined) return false;
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  return true;
};

const notThere = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error;
};
