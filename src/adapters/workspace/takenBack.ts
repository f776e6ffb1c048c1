import { changedEntries, keyOf } from './changedFiles.js';
import { type Git, gitAt } from './git.js';
import { isAncestor } from './inspect.js';

/**
 * Whether each path that was changed from one commit to another stands as it stood before. Files that were only added may be
 * gone because they were renamed or deleted, of which nobody would say that it takes a merge back: a revert tells the two apart.
 */
export const isTakenBack = async (
  gitDir: string,
  base: string,
  head: string,
  later: string,
  environment: NodeJS.ProcessEnv,
): Promise<boolean> => {
  const git = gitAt(gitDir, environment);
  const changed = await changedEntries({ git }, base, head);
  const changedSince = new Set((await changedEntries({ git }, base, later)).map(keyOf));
  if (changed.length === 0 || changed.some((entry) => changedSince.has(keyOf(entry)))) return false;
  return changed.some(({ added }) => !added) || isReverted(git, base, head, later);
};

/** Whether one of the commits from one to another, or what merged them, was reverted since, as `git revert` says it. */
const isReverted = async (git: Git, base: string, head: string, later: string): Promise<boolean> => {
  const said = await git.text(['log', '--format=%B', '--grep=^This reverts commit ', later, `^${head}`]);
  for (const [, commit = ''] of said.matchAll(/^This reverts commit (\w+)/gm)) {
    if ((await git.resolve(`${commit}^{commit}`)) === undefined) continue;
    const isOf = (await isAncestor(git, commit, head)) && !(await isAncestor(git, commit, base));
    if (isOf || (await isMergeOf(git, commit, head))) return true;
  }
  return false;
};

const isMergeOf = async (git: Git, commit: string, head: string): Promise<boolean> => {
  const before = await git.resolve(`${commit}^1`);
  return (
    before !== undefined && (await isAncestor(git, head, commit)) && !(await isAncestor(git, head, before))
  );
};
