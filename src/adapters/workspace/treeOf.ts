import { copyFileSync, existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.js';

/** Where agents leave their answers; never part of a commit, even if an agent added it by force. */
const ANSWERS = ['.refold/out', '.gump/out'];

/**
 * Writes what lies in the worktree as a tree: tracked and untracked files, without ignored ones. It works on a copy
 * of the worktree's index, which keeps what git knows of files that did not change, and moves nothing.
 */
export const treeOf = async (place: Place): Promise<string> => {
  const { git, privateIndex: index } = place;
  const source = join(place.own, 'index');
  rmSync(index, { force: true });
  if (existsSync(source)) copyIndex(source, index);
  else await git.run(['read-tree', 'HEAD'], { index });
  await git.run(['add', '--all', '--', '.'], { index });
  await git.run(['rm', '-r', '-q', '--cached', '--ignore-unmatch', '--', ...ANSWERS], { index });
  return git.text(['write-tree'], { index });
};

/**
 * Git takes a file for unchanged if its times are those in the index and older than the index itself. A copy that
 * was younger than the original would hide a change made in between, so it gets the original's time, rounded down.
 */
const copyIndex = (from: string, to: string): void => {
  copyFileSync(from, to);
  const seconds = Math.floor(statSync(from).mtimeMs / 1000);
  utimesSync(to, seconds, seconds);
};
