import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { HomeFacts, RunsFacts } from '../../../ports/machine.js';
import type { RunStore } from '../../../ports/runStore.js';

/** What there is of a home directory and of the runs that it holds; nothing is made, and no log is read. */
export const lookAtHome = async (home: string, store: RunStore): Promise<HomeFacts> => {
  const found = statSync(home, { throwIfNoEntry: false });
  const is = found === undefined ? 'not there' : found.isDirectory() ? 'folder' : 'no folder';
  const nearest = nearestFolder(home);
  const free = freeAt(nearest);
  return {
    path: home,
    is,
    writable: is !== 'no folder' && isWritable(nearest),
    ...(found === undefined ? {} : { mode: `0${(found.mode & 0o777).toString(8).padStart(3, '0')}` }),
    ...(free === undefined ? {} : { free }),
    runs: await lookAtRuns(store),
  };
};

const nearestFolder = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
};

const freeAt = (folder: string): number | undefined => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};

const lookAtRuns = async (store: RunStore): Promise<RunsFacts> => {
  const listed = await store.list()();
  if (E.isLeft(listed)) return { count: 0, empty: [], lost: [], fault: listed.left.detail };
  const lost: string[] = [];
  for (const entry of listed.right) {
    const opened = await store.open(entry)();
    if (E.isLeft(opened) && opened.left._tag === 'LogLost') lost.push(opened.left.path);
  }
  const empty = listed.right.filter((entry) => entry.empty).map(({ run }) => run);
  return { count: listed.right.length, empty, lost };
};
