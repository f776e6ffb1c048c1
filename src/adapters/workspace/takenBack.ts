import { changedEntries, keyOf } from './changedFiles.js';
import { type Git, gitAt } from './git.js';
import { isAncestor } from './inspect.js';

/**
 * Whether each path that was changed from one commit to another stands as it stood before. Files that were added may be
 * gone because they were renamed or deleted, of which nobody would say that it takes a merge back: where files were only
 * added, or what they held was added elsewhere, a revert tells the two apart.
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
  const since = await changedEntries({ git }, base, later);
  const paths = new Set(since.map(keyOf));
  if (changed.length === 0 || changed.some((entry) => paths.has(keyOf(entry)))) return false;
  const contents = new Set(since.map(({ object }) => object));
  const isMoved = changed.some(({ added, object }) => added && contents.has(object));
  return (!isMoved && changed.some(({ added }) => !added)) || isReverted(git, base, head, later);
};

/**
 * Whether one of the commits from one to another, or what merged them, was reverted since, as `git revert` says it. It is
 * asked of what no setting of the user changes: neither how a pattern is read nor how a message is encoded.
 */
const isReverted = async (git: Git, base: string, head: string, later: string): Promise<boolean> => {
  const look = ['rev-list', '--format=%B', '--encoding=UTF-8', '--grep=^This reverts commit '];
  const said = await git.text([...look, later, `^${head}`]);
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
