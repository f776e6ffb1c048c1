import {
  type Dirent,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cp, mkdir, rename } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isFile } from './files.js';
import type { Git } from './git.js';
import { foldersAndLinks, repositoriesIn } from './nested.js';
import type { Place } from './place.js';
import { isLinked } from './repository.js';

/** What a repository inside a worktree begins to be called by until its git directory lies in it whole. */
const DRAFT = '.git.refold';

/**
 * Moves the repositories in a worktree that the tree which comes after knows nothing of into a folder, whole, so that
 * nothing in them is lost, and makes them repositories there as they were. Done again after a crash it finishes what it
 * finds.
 */
export const moveAside = async (
  place: Place,
  { now, after, to }: { readonly now: string; readonly after: string; readonly to: string },
): Promise<void> => {
  const { out } = await place.git.run(['ls-tree', '-r', '-t', '-z', after]);
  const stays = new Set(foldersAndLinks(out));
  const leaves = (await repositoriesIn(place, now)).filter((path) => !stays.has(path));
  const outermost = leaves.filter((path) => !leaves.some((other) => path.startsWith(other + sep)));
  for (const path of outermost) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await rename(join(place.worktree, path), join(to, path));
  }
  if (existsSync(to)) await settle(place, { from: realpathSync(place.worktree), to: realpathSync(to) });
};

/** Where repositories were, and the folder that they are in now. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/** Mends what names the old place: how submodules find their git directories, and linked worktrees and theirs each other. */
const settle = async (place: Place, move: Move): Promise<void> => {
  const found = repositoriesUnder(move.to);
  for (const folder of found) await ownItsGitDir(place, move, folder);
  const links = found.map((folder) => join(folder, '.git'));
  for (const gitDir of links.filter((link) => !isFile(link))) leadWorktrees(place, move, gitDir);
  for (const link of links.filter(isFile)) leadBack(move, link);
};

/** The folders in a folder that are repositories, or were about to be made such. */
const repositoriesUnder = (folder: string): readonly string[] => {
  const entries = entriesOf(folder);
  const inside = entries
    .filter((entry) => entry.isDirectory() && entry.name !== '.git' && entry.name !== DRAFT)
    .flatMap(({ name }) => repositoriesUnder(join(folder, name)));
  return entries.some(({ name }) => name === '.git' || name === DRAFT) ? [folder, ...inside] : inside;
};

/** What cannot be looked into holds nothing that could be mended, and is moved all the same. */
const entriesOf = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
};

/**
 * Gives a submodule a copy of the git directory that this repository keeps for it, which goes with the worktree. Its
 * link is removed once the copy is whole, so a copy without a link is one.
 */
const ownItsGitDir = async ({ git, common }: Place, move: Move, folder: string): Promise<void> => {
  const [link, draft] = [join(folder, '.git'), join(folder, DRAFT)];
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) {
    const gitDir = isFile(link) ? targetOf(move, link) : undefined;
    if (gitDir === undefined || !isIn(common, gitDir) || isLinked(gitDir)) return;
    rmSync(draft, { recursive: true, force: true });
    await cp(gitDir, draft, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    await forgetWorktree(git, draft);
    rmSync(link);
  }
  renameSync(draft, link);
};

/** Has a git directory say no more where its worktree is: without a word it is the folder around it. */
const forgetWorktree = async (git: Git, gitDir: string): Promise<void> => {
  for (const config of ['config', 'config.worktree'].map((name) => join(gitDir, name)))
    if (existsSync(config))
      await git.run(['config', `--file=${config}`, '--unset-all', 'core.worktree'], { answers: [5] });
};

/** Leads the worktrees of a repository that moved to it, wherever they are, and it to those that moved with it. */
const leadWorktrees = ({ common }: Place, move: Move, gitDir: string): void => {
  const entries = join(gitDir, 'worktrees');
  for (const name of existsSync(entries) ? readdirSync(entries) : []) {
    const own = join(entries, name);
    const link = linkOf(move, own);
    const target = link === undefined ? undefined : targetOf(move, link);
    if (link === undefined || target === undefined) continue;
    // A copy of a repository names worktrees that are not its own.
    if (target !== own && !(isIn(common, target) && basename(target) === name)) continue;
    write(link, `gitdir: ${own}\n`);
    write(join(own, 'gitdir'), `${link}\n`);
  }
};

/** Leads a repository that may have stayed where it is to a worktree of it that moved. */
const leadBack = (move: Move, link: string): void => {
  const own = targetOf(move, link);
  if (own !== undefined && linkOf(move, own) === link) write(join(own, 'gitdir'), `${link}\n`);
};

/** The git directory that a link leads to, where it is now. */
const targetOf = (move: Move, link: string): string | undefined => {
  const named = isFile(link) ? /^gitdir: (.*?)\r?\n?$/.exec(readFileSync(link, 'utf8'))?.[1] : undefined;
  const target = named === undefined ? undefined : follow(move, dirname(link), named);
  return target !== undefined && existsSync(target) ? target : undefined;
};

/** The link of the worktree that a git directory of a linked one is for, where it is now; see gitrepository-layout(5). */
const linkOf = (move: Move, own: string): string | undefined => {
  const pointer = join(own, 'gitdir');
  return isFile(pointer) ? follow(move, own, readFileSync(pointer, 'utf8').trim()) : undefined;
};

/** Where a path leads that is named in a folder: by what is there now, else by what was there before the move. */
const follow = ({ from, to }: Move, folder: string, named: string): string => {
  const here = resolve(folder, named);
  if (!isAbsolute(named) && existsSync(here)) return here;
  const there = resolve(isIn(to, folder) ? join(from, relative(to, folder)) : folder, named);
  const moved = isIn(from, there) ? join(to, relative(from, there)) : there;
  return existsSync(moved) ? moved : there;
};

const isIn = (folder: string, path: string): boolean => path.startsWith(folder + sep);

/** At once and whole, so that no git finds half of it. */
const write = (path: string, text: string): void => {
  const draft = `${path}.refold`;
  writeFileSync(draft, text);
  renameSync(draft, path);
};
