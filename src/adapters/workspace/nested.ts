import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { SUBMODULE } from './changedFiles.js';
import type { Git } from './git.js';
import { type IndexFile, readIndex } from './indexFile.js';
import { type Place, within } from './place.js';
import { ownGitDir } from './repository.js';
import { dirtySubmodules, holdsFiles, unopenedSubmodules } from './submodules.js';

/** What is taken in of a worktree besides what git does: what strayed into the folders of submodules that were never opened. */
export interface Taken {
  readonly strays?: boolean;
}

/** A name that nobody gives a file: an index that knows a path in a folder has git read that folder, whatever it is. */
const SEED = '.refold-seed';

/**
 * Has the next `git add` take the repositories that have no commit for folders like any other: there is nothing that a
 * link to one could name, nor could it name a commit by another kind of hash. Answers those that git has not opened.
 */
export const openUncommitted = async (place: Place, index: string): Promise<readonly string[]> => {
  const { git } = place;
  const blob = await git.text(['hash-object', '--stdin'], { input: '' });
  // What stands in the place of a file shows once the index does not know that file any more.
  await git.run(['add', '--update', '--sparse', '--ignore-errors', ...within(place)], {
    index,
    answers: [1, 128],
  });
  const tried = new Set<string>();
  for (;;) {
    const found = await untracked(place, index);
    const closed: string[] = [];
    for (const path of found) if ((await headOf(git, path)).length !== blob.length) closed.push(path);
    // One of them may hold another, which shows as soon as it is looked into; one whose name is no text stays closed.
    const next = closed.filter((path) => !tried.has(path));
    if (next.length === 0) return closed;
    for (const path of next) tried.add(path);
    const input = next.map((path) => `100644 ${blob}\t${path}/${SEED}\0`).join('');
    await git.run(['update-index', '-z', '--index-info'], { index, input });
  }
};

/**
 * Links of an index that lead nowhere any more, though files lie there: git would go on to see the link alone. Of a submodule
 * that was never opened there the link stays whatever strays into its folder, unless the strays are asked for.
 */
export const lostLinks = async (
  place: Place,
  index: string,
  { mayLink }: Pick<IndexFile, 'mayLink'> = readIndex(place, index),
  { strays }: Taken = {},
): Promise<readonly string[]> => {
  if (!mayLink) return [];
  const { git, worktree } = place;
  const { out } = await git.run(['ls-files', '--stage', '-z'], { index });
  const lost: string[] = [];
  for (const path of linksOf(out)) {
    const isEmpty = entriesOf(join(worktree, path)).length === 0;
    if (!isEmpty && !(isRepository(place, path) && (await headOf(git, path)) !== '')) lost.push(path);
  }
  if (lost.length === 0) return lost;
  const unopened = await unopenedSubmodules(place, index);
  const gone: string[] = [];
  for (const path of lost)
    if (!unopened.has(path) || (strays && (await holdsFiles(place, path)))) gone.push(path);
  return gone;
};

/** The paths of submodules, and of repositories that somebody made, that lie in the worktree beside the files of a tree. */
export const repositoriesIn = async (place: Place, tree: string): Promise<readonly string[]> => {
  const { out } = await place.git.run(['ls-tree', '-r', '-t', '-z', tree]);
  const known = foldersAndLinks(out).filter((path) => isRepository(place, path));
  const all = new Set([...known, ...(await untracked(place, join(place.own, 'index')))]);
  return [...all].sort();
};

/** Those repositories in a worktree that hold what is nowhere else: commits that no remote has, or changes of linked files. */
export const onlyThere = async (place: Place, tree: string): Promise<readonly string[]> => {
  const those = new Set<string>();
  const found = await repositoriesIn(place, tree);
  for (const path of found) if (await hasOwnCommits(place.git, `${path}/.git`)) those.add(path);
  // What git keeps of submodules outlives their folders.
  const reached = new Set(found.map((path) => ownGitDir(join(place.worktree, path))));
  for (const gitDir of modulesIn(join(place.own, 'modules')).filter((one) => !reached.has(one)))
    if (await hasOwnCommits(place.git, gitDir)) those.add(gitDir);
  for (const path of await dirtySubmodules(place)) those.add(path);
  return [...those].sort();
};

/** Why what holds these repositories is not removed. */
export const nowhereElse = (it: string, repositories: readonly string[]): string =>
  `${it} holds other repositories (${repositories.join(', ')}) with commits or changes that are nowhere else: push them, move them away, or delete them`;

/** Whether a repository holds commits that no remote of it has, as far as it knows; of one that cannot be read it may. */
const hasOwnCommits = async (git: Git, gitDir: string): Promise<boolean> => {
  // Git would go to the folder of a submodule, which may be gone.
  const there = [`--git-dir=${gitDir}`, '--work-tree=.'];
  const look = ['rev-list', '-n', '1', '--all', '--reflog', '--not', '--remotes'];
  const { exit, out } = await git.run([...there, ...look], { answers: [128] });
  return exit !== 0 || out.length > 0;
};

/** The repositories in a folder of git's own for submodules. */
const modulesIn = (folder: string): readonly string[] =>
  entriesOf(folder).flatMap((name) => {
    const path = join(folder, name);
    return existsSync(join(path, 'HEAD')) ? [path, ...modulesIn(join(path, 'modules'))] : modulesIn(path);
  });

/** The repositories that an index knows nothing of. */
const untracked = async (place: Place, index: string): Promise<readonly string[]> => {
  const look = ['ls-files', '--others', '--exclude-standard', '-z'];
  const { out } = await place.git.run([...look, ...within(place)], { index });
  const paths = out.toString('utf8').split('\0');
  return paths.filter((path) => path.endsWith(sep)).map((path) => path.slice(0, -sep.length));
};

/** The submodules in what git lists of a tree or an index. */
const linksOf = (listed: Buffer): readonly string[] => pathsOf(listed, [SUBMODULE]);

/** The folders and submodules in what git lists of a tree: where it has room for a repository. */
export const foldersAndLinks = (listed: Buffer): readonly string[] => pathsOf(listed, [SUBMODULE, '040000']);

const pathsOf = (listed: Buffer, modes: readonly string[]): readonly string[] =>
  listed
    .toString('utf8')
    .split('\0')
    .filter((line) => modes.includes(line.slice(0, line.indexOf(' '))))
    .map((line) => line.slice(line.indexOf('\t') + 1));

/** The commit that a repository is on; empty without one, or where that cannot be read. */
const headOf = (git: Git, path: string): Promise<string> =>
  git.text([`--git-dir=${path}/.git`, 'rev-parse', '-q', '--verify', 'HEAD'], { answers: [1, 128] });

/** Whether a repository lies at a path of a worktree. */
export const isRepository = ({ worktree }: Pick<Place, 'worktree'>, path: string): boolean =>
  existsSync(join(worktree, path, '.git'));

const entriesOf = (folder: string): readonly string[] =>
  lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
