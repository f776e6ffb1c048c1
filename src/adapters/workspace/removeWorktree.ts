import { rmSync } from 'node:fs';
import type { RemovalSpec } from '../../ports/workspace.js';
import { gitAt } from './git.js';
import { placeAt } from './place.js';
import { treeOf } from './treeOf.js';
import { isWorktreeOf } from './worktree.js';

/** Removes a worktree of the repository; answers why not if it holds anything but what its branch does. */
export const removeWorktree = async (
  gitDir: string,
  { worktree, branch, head }: RemovalSpec,
  environment: NodeJS.ProcessEnv,
  given: readonly string[],
): Promise<string | undefined> => {
  if (!isWorktreeOf(gitDir, worktree)) return undefined;
  const place = await placeAt(worktree, environment, given);
  const on = await place.git.text(['symbolic-ref', '-q', 'HEAD'], { answers: [1] });
  const tip = await place.git.resolve('HEAD^{commit}');
  if (on !== branch || tip !== head.commit) return 'its HEAD is elsewhere';
  const tree = await treeOf(place);
  rmSync(place.privateIndex, { force: true });
  if (tree !== head.tree) return 'it holds changes that are in no commit';
  await gitAt(gitDir, environment).run(['worktree', 'remove', '--force', '--force', worktree]);
  return undefined;
};
