import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { changedEntries, type Entry, pathIn } from './changedFiles.js';
import type { Place } from './place.js';

/** The files that tell git what to ignore, and differ between two trees. */
export const ignoresBetween = async (
  { git }: Pick<Place, 'git'>,
  before: string,
  now: string,
): Promise<readonly Entry[]> =>
  (await changedEntries({ git }, before, now)).filter(
    ({ name }) => basename(name.toString('latin1')) === '.gitignore',
  );

/**
 * Puts what tells git what to ignore back to a commit, where a tree that lies in the worktree has it otherwise, so that
 * git sees what only that had hidden; answers whether anything differed.
 */
export const putIgnoresBack = async (place: Place, commit: string, tree: string): Promise<boolean> => {
  const { git, worktree, privateIndex: index } = place;
  const differing = await ignoresBetween(place, commit, tree);
  for (const { name } of differing.filter(({ added }) => added))
    rmSync(pathIn(worktree)(name), { recursive: true, force: true });
  const changed = differing.filter(({ added }) => !added).flatMap(({ name }) => [name, Buffer.of(0)]);
  if (changed.length > 0) {
    await git.run(['read-tree', commit], { index });
    await git.run(['checkout-index', '--force', '-z', '--stdin'], { index, input: Buffer.concat(changed) });
  }
  return differing.length > 0;
};
