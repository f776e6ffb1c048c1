import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { underWay } from '../../events/operation.js';
import type { RemovalSpec } from '../../ports/workspace.js';
import { nowhereElse, onlyThere } from './nested.js';
import { operationIn } from './operations.js';
import { type Place, placeAt } from './place.js';
import { treeOf } from './treeOf.js';
import { isWorktreeOf } from './worktree.js';

/**
 * Removes a worktree of the repository; answers why not if it holds anything but what its branch does. It is moved aside
 * first, so that one that was removed half way is never taken for one in which someone deleted files.
 */
export const removeWorktree = async (
  gitDir: string,
  { worktree, branch, head }: RemovalSpec,
  environment: NodeJS.ProcessEnv,
  given: readonly string[],
): Promise<string | undefined> => {
  const aside = `${worktree}.removed`;
  if (isWorktreeOf(gitDir, worktree)) {
    const why = await whyKept(await placeAt(worktree, environment, given), branch, head);
    if (why !== undefined) return why;
    rmSync(aside, { recursive: true, force: true });
    renameSync(worktree, aside);
  }
  rmSync(aside, { recursive: true, force: true });
  const own = existsSync(worktree) ? undefined : ownGitDirOf(gitDir, worktree);
  if (own !== undefined) rmSync(own, { recursive: true, force: true });
  return undefined;
};

/** Why removing a worktree would lose something; undefined if it holds no more than this head. */
export const whyKept = async (
  place: Place,
  branch: string,
  head: RemovalSpec['head'],
): Promise<string | undefined> => {
  const { git, privateIndex } = place;
  const on = await git.text(['symbolic-ref', '-q', 'HEAD'], { answers: [1] });
  if (on !== branch || (await git.resolve('HEAD^{commit}')) !== head.commit) return 'its HEAD is elsewhere';
  const operation = operationIn(place.own);
  if (operation !== undefined) return `${underWay(operation)} it`;
  const tree = await treeOf(place, { strays: true });
  const others = await onlyThere(place, tree);
  rmSync(privateIndex, { force: true });
  if (others.length > 0) return nowhereElse('it', others);
  return tree === head.tree ? undefined : 'it holds changes that are in no commit';
};

/** The git directory of the worktree's own, found by its word about where that is; see gitrepository-layout(5). */
export const ownGitDirOf = (gitDir: string, worktree: string): string | undefined => {
  const folder = join(gitDir, 'worktrees');
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .find((own) => {
      const pointer = join(own, 'gitdir');
      return existsSync(pointer) && readFileSync(pointer, 'utf8').trim() === join(worktree, '.git');
    });
};
