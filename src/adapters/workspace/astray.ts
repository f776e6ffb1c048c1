import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { refBeside } from '../../events/operation.js';
import { makeDurable } from './durable.js';
import { fail, type Git, wordsAgainst } from './git.js';
import { isAncestor } from './inspect.js';
import { awaitLocks, locksOf, type Place, refuseHeld } from './place.js';
import { keepUnder } from './refs.js';
import { dirtySubmodules, INSIDE_STATUS } from './submodules.js';

/** A repository in a worktree, at any depth, that is not at the commit that a tree has of it. */
export interface Astray {
  /** Where it lies, from the worktree. */
  readonly path: string;
  /** Git in it, and in no other. */
  readonly git: Git;
  readonly head: string;
  readonly to: string;
}

/** Refuses what would keep repositories in a worktree from going back to where a tree has them. */
export const tryBack = async (place: Place, tree: string): Promise<void> => {
  const links = new Set((await linksIn(place.git, tree)).map(({ path }) => path));
  const dirty: string[] = [];
  for (const path of await dirtySubmodules(place))
    if (links.has(path) && (await isDirty(place.git.inside(path)))) dirty.push(path);
  if (dirty.length > 0) {
    const what = `repositories in ${place.worktree} with changes that are in no commit of theirs`;
    fail({ _tag: 'Drift', detail: `${what}: ${dirty.join(', ')}; commit or discard them` });
  }
  for (const { path, git, to } of await astrayFrom(place, tree))
    if (!(await holds(git, to)))
      fail({
        _tag: 'Drift',
        detail: `the repository ${path} in ${place.worktree} lacks the commit ${to} that it would go back to: fetch it there`,
      });
};

/**
 * Takes repositories back to where a tree has them, once what they are at is kept under a ref of their own. What git
 * ignores there may be in the way of a file that comes back: it is nobody's to overwrite.
 */
export const takeBackAstray = async (place: Place, tree: string, keeps: string): Promise<void> => {
  for (const astray of await astrayFrom(place, tree)) {
    const { git, path, to } = astray;
    await keepHead(astray, keeps);
    await freed(place, git);
    try {
      await git.run(['checkout', '-q', '--detach', '--no-overwrite-ignore', to]);
    } catch (error) {
      const why = wordsAgainst(error).replaceAll(/\s+/g, ' ');
      const detail = `the repository ${path} in ${place.worktree} does not go back to ${to}: ${why}`;
      fail({ _tag: 'Drift', detail });
    }
  }
};

/** The git directory of a repository in a worktree, without a lock that a git left there which was killed. */
export const freed = async (place: Place, git: Git): Promise<string> => {
  const own = await git.text(['rev-parse', '--path-format=absolute', '--git-dir']);
  await refuseHeld(place.worktree, own);
  await awaitLocks(locksOf(own));
  return own;
};

/** Keeps where a repository is, beside what is kept of it already. */
const keepHead = async (astray: Astray, keeps: string): Promise<void> => {
  if (await isKept(astray, keeps)) return;
  const { git, head, to } = astray;
  const first = await git.resolve(keeps);
  const look = ['rev-parse', '--path-format=absolute'];
  const objects = await git.text([...look, '--git-path', 'objects']);
  const common = await git.text([...look, '--git-common-dir']);
  await makeDurable(git, objects, [head], to);
  await keepUnder({ git, common }, first === undefined ? keeps : refBeside(keeps, head), head);
};

/** Whether a reset has kept already where a repository is. */
export const isKept = async ({ git, head }: Astray, keeps: string): Promise<boolean> => {
  for (const ref of [keeps, refBeside(keeps, head)]) {
    const kept = await git.resolve(`${ref}^{commit}`);
    if (kept !== undefined && (await isAncestor(git, head, kept))) return true;
  }
  return false;
};

/** Those that are not where a tree has them, the outer ones first. */
export const astrayFrom = (place: Place, tree: string): Promise<readonly Astray[]> =>
  astrayIn({ git: place.git, folder: place.worktree, path: '' }, tree);

/** A repository, the folder that it is in, and how that is called from the worktree. */
interface Around {
  readonly git: Git;
  readonly folder: string;
  readonly path: string;
}

const astrayIn = async (around: Around, tree: string): Promise<readonly Astray[]> => {
  const astray: Astray[] = [];
  for (const { path: name, to } of await linksIn(around.git, tree)) {
    const [folder, path] = [join(around.folder, name), join(around.path, name)];
    if (!isOwn(around, name)) continue;
    const git = around.git.inside(name);
    const head = await git.text(['rev-parse', '-q', '--verify', 'HEAD'], { answers: [1, 128] });
    if (head !== '' && head !== to) astray.push({ path, git, head, to });
    if (head !== '' && (await holds(git, to))) astray.push(...(await astrayIn({ git, folder, path }, to)));
  }
  return astray;
};

/** Whether a repository lies there itself: a link in its place may lead to one of somebody's, which no reset may touch. */
const isOwn = ({ folder }: Around, name: string): boolean => {
  const at = join(folder, name);
  const own = lstatSync(join(at, '.git'), { throwIfNoEntry: false });
  return own !== undefined && !own.isSymbolicLink() && realpathSync(at) === join(realpathSync(folder), name);
};

interface Link {
  readonly path: string;
  readonly to: string;
}

/** The repositories that a tree names, and the commits that it has of them. */
const linksIn = async (git: Git, tree: string): Promise<readonly Link[]> => {
  const { out } = await git.run(['ls-tree', '-r', '-z', tree]);
  return out
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, to, path] = /^160000 commit (\w+)\t(.*)$/s.exec(line) ?? [];
      return to === undefined || path === undefined ? [] : [{ path, to }];
    });
};

const holds = async (git: Git, commit: string): Promise<boolean> =>
  (await git.run(['cat-file', '-e', `${commit}^{commit}`], { answers: [1, 128] })).exit === 0;

/** One line of it: a repository inside that differs by nothing that is staged, by what else it does, and its path. */
const INSIDE = /^1 \.M S[C.](..) (?:\S+ ){5}(.*)$/s;

/** Whether a repository holds changes that are in no commit; that one inside it is at another commit is none. */
export const isDirty = async (git: Git): Promise<boolean> => {
  for (const line of (await git.text(INSIDE_STATUS)).split('\0').filter(Boolean)) {
    const [, changes, path] = INSIDE.exec(line) ?? [];
    if (path === undefined || (changes !== '..' && (await isDirty(git.inside(path))))) return true;
  }
  return false;
};
