import { accessSync, constants, lstatSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { UnreadFile } from '../../ports/comparing.js';
import { isAbsent, whyNotRead } from './systemErrors.js';

const UNREADABLE = 'it cannot be read';

/** How many are named. */
const NAMED = 3;

/**
 * What git could not look at and went past with a warning, to go on as if nothing had changed there: a folder that it may
 * not list, files in one that it may not enter. Its words say where to look; whether it is so is for the disk to say.
 */
export const passedOver = (worktree: string, said: string): readonly UnreadFile[] => {
  const paths = said
    .split('\n')
    .flatMap((line) => COMPLAINTS.flatMap((words) => words.exec(line)?.[1] ?? []));
  return [...new Set(paths)].flatMap((path) => {
    const unknown = whyNotSeen(join(worktree, path), path.endsWith(sep));
    return unknown === undefined ? [] : [{ path, unknown }];
  });
};

const COMPLAINTS = [
  /^warning: could not open directory '(.*)': /,
  /^(?:fatal|error): unable to stat '(.*)': /,
  /^(.*): Permission denied$/,
];

const whyNotSeen = (path: string, isFolder: boolean): string | undefined => {
  try {
    if (isFolder) accessSync(path, constants.R_OK | constants.X_OK);
    else lstatSync(path, { throwIfNoEntry: false });
    return undefined;
  } catch (error) {
    return isAbsent(error) ? undefined : whyNotRead(error, UNREADABLE);
  }
};

/** Why a file was not taken in. */
export const whyUnread = (path: string): string => {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile() && !stats.isSymbolicLink()) return 'it is neither a file nor a symlink';
    accessSync(path, constants.R_OK);
    return 'git cannot take it in';
  } catch (error) {
    return whyNotRead(error, UNREADABLE);
  }
};

/** What was not taken in, in one line. */
export const unreadWords = (files: readonly UnreadFile[]): string => {
  const named = files.slice(0, NAMED).map(({ path, unknown }) => `${path} (${unknown})`);
  return [...named, ...(files.length > NAMED ? [`and ${files.length - NAMED} more`] : [])].join(', ');
};
