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
  const { stands, isMoved, onlyAdded } = await leftOf(git, base, head, later);
  if (stands) return false;
  return !(isMoved || onlyAdded) || isReverted(git, base, head, later);
};

/** Whether no file holds in a later commit what one had changed from one commit to another. */
export const isNowhere = async (git: Git, base: string, head: string, later: string): Promise<boolean> => {
  const { stands, isMoved } = await leftOf(git, base, head, later);
  return !(stands || isMoved) || isMergeReverted(git, head, later);
};

interface Left {
  /** A path is not as it was before the first commit. */
  readonly stands: boolean;
  /** What the files held that were added lies elsewhere, all of it: one content alone may be that of many files. */
  readonly isMoved: boolean;
  readonly onlyAdded: boolean;
}

/** What of the files that were changed from one commit to another is left in a later one. */
const leftOf = async (git: Git, base: string, head: string, later: string): Promise<Left> => {
  const changed = await changedEntries({ git }, base, head);
  const since = await changedEntries({ git }, base, later);
  const added = changed.filter((entry) => entry.added && !EMPTY.has(entry.object));
  const [paths, contents] = [new Set(since.map(keyOf)), new Set(since.map(({ object }) => object))];
  return {
    stands: changed.length === 0 || changed.some((entry) => paths.has(keyOf(entry))),
    isMoved: added.length > 0 && added.every(({ object }) => contents.has(object)),
    onlyAdded: changed.every(({ added }) => added),
  };
};

/** An empty file, by either kind of hash: nobody can tell where it was moved to. */
const EMPTY: ReadonlySet<string> = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]);

/** Whether one of the commits from one to another, or what merged them, was reverted since. */
const isReverted = async (git: Git, base: string, head: string, later: string): Promise<boolean> => {
  for (const commit of await revertedSince(git, head, later))
    if ((await isAncestor(git, commit, head)) && !(await isAncestor(git, commit, base))) return true;
  return isMergeReverted(git, head, later);
};

/** Whether what merged a commit was reverted since. */
const isMergeReverted = async (git: Git, head: string, later: string): Promise<boolean> => {
  for (const commit of await revertedSince(git, head, later))
    if (await isMergeOf(git, commit, head)) return true;
  return false;
};

/**
 * The commits that were reverted between two, as `git revert` says it, but for those whose revert was reverted later. It is
 * asked of what no setting of the user changes: neither how a pattern is read nor how a message is encoded.
 */
const revertedSince = async (git: Git, head: string, later: string): Promise<readonly string[]> => {
  const look = [
    'rev-list',
    '--topo-order',
    '--format=%B',
    '--encoding=UTF-8',
    '--grep=^This reverts commit ',
  ];
  const said = await git.text([...look, later, `^${head}`]);
  const found = new Set<string>();
  let by = '';
  // The later ones come first.
  for (const [, commit = by, reverted = ''] of said.matchAll(SAID)) {
    by = commit;
    if (reverted === '' || found.has(by)) continue;
    const whole = await git.resolve(`${reverted}^{commit}`);
    if (whole !== undefined) found.add(whole);
  }
  return [...found];
};

/** What is listed of a commit: its name, and each that its message says it reverts. */
const SAID = /^commit (\w+)$|^This reverts commit (\w+)/gm;

const isMergeOf = async (git: Git, commit: string, head: string): Promise<boolean> => {
  const before = await git.resolve(`${commit}^1`);
  return (
    before !== undefined && (await isAncestor(git, head, commit)) && !(await isAncestor(git, head, before))
  );
};
