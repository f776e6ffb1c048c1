import { rmSync } from 'node:fs';
import type { Inspection } from '../../ports/inspection.js';
import type { Head } from '../../ports/workspace.js';
import { changedFiles } from './changedFiles.js';
import { makeDurable } from './durable.js';
import type { Git } from './git.js';
import { unfinishedIn } from './operations.js';
import type { Place } from './place.js';
import { treeOf } from './treeOf.js';

/** Looks what lies in the worktree, and makes durable all that an event may name of it. */
export const inspect = async (place: Place, branch: string, head: Head): Promise<Inspection> => {
  const { git, objects } = place;
  const on = await git.text(['symbolic-ref', '-q', 'HEAD'], { answers: [1] });
  const commit = await git.resolve('HEAD^{commit}');
  const tip = await git.resolve(`${branch}^{commit}`);
  const tree = await treeOf(place);
  rmSync(place.privateIndex);
  // Behind the tree and not beside it: where that fails, nothing is to go on unseen.
  const unfinished = await unfinishedIn(place);
  const found = [tree, tip, commit].filter((name) => name !== undefined);
  await makeDurable(git, objects, [...new Set(found)], head.commit);
  return {
    tree,
    tip,
    descends: tip !== undefined && (await isAncestor(git, head.commit, tip)),
    head: {
      attached: on === branch,
      ...(on === '' || on === branch ? {} : { on }),
      ...(commit === undefined ? {} : { commit }),
    },
    files: await changedFiles(place, head.tree, tree),
    ...unfinished,
  };
};

/** Whether a commit is the other one, or among what led to it. */
export const isAncestor = async (git: Git, ancestor: string, of: string): Promise<boolean> =>
  ancestor === of ||
  (await git.run(['merge-base', '--is-ancestor', ancestor, of], { answers: [1] })).exit === 0;
