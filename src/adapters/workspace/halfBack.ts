import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Astray, astrayFrom, freed, isDirty, isKept } from './astray.js';
import { changedEntries, keyOf, SUBMODULE } from './changedFiles.js';
import type { Git } from './git.js';
import type { Place } from './place.js';

/**
 * Takes those repositories back to where a tree has them whose way back was cut off by a kill: git had begun to write their
 * files, so that they look as if somebody had changed them. Over what is not from that it goes nowhere.
 */
export const finishBack = async (place: Place, tree: string, keeps: string): Promise<void> => {
  for (const astray of await astrayFrom(place, tree)) {
    const { git, to } = astray;
    if (!(await isKept(astray, keeps))) continue;
    const own = await freed(place, git);
    if ((await isDirty(git)) && (await isHalfway(astray, join(own, 'refold-index'))))
      await git.run(['checkout', '-q', '--force', '--detach', to]);
  }
};

/** Whether each file that differs is not there, is as it is to be, or is no part of the way. */
const isHalfway = async ({ git, head, to }: Astray, index: string): Promise<boolean> => {
  try {
    const now = await treeNow(git, head, index);
    const left = new Map((await changedEntries({ git }, now, to)).map((entry) => [keyOf(entry), entry]));
    return (await changedEntries({ git }, head, now)).every((entry) => {
      const rest = left.get(keyOf(entry));
      return entry.deleted || entry.mode === SUBMODULE || !rest || (entry.added && rest.deleted);
    });
  } finally {
    rmSync(index, { force: true });
  }
};

/** The tree of what lies in a repository by now, with all that it ignores. */
const treeNow = async (git: Git, head: string, index: string): Promise<string> => {
  await git.run(['read-tree', head], { index });
  await git.run(['add', '--all', '--force'], { index });
  return git.text(['write-tree'], { index });
};
