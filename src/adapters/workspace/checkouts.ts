import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { type Git, UNKNOWN_OPTION } from './git.js';
import { isGitDir, isLinked, ownGitDir } from './repository.js';

/** A place where git has a branch checked out: the main checkout, or a worktree, be it there or not. */
export interface Checkout {
  readonly path: string;
  /** The branch that it is on, as a full ref; undefined where HEAD is detached. */
  readonly branch: string | undefined;
  readonly head: string | undefined;
  /** Why somebody locked it; undefined if nobody did. */
  readonly locked: string | undefined;
  /** Whether git would forget it: its folder is gone, and nobody locked it. */
  readonly isPrunable: boolean;
}

/** Every checkout of a repository, as git lists them; a bare repository is none of itself. */
export const checkoutsOf = async (git: Git): Promise<readonly Checkout[]> => {
  const blocks = (await listIn(git)).split('\0\0');
  const listed = blocks.flatMap((block) => {
    const facts = new Map(block.split('\0').map(keyAndValue));
    const path = facts.get('worktree');
    if (path === undefined || facts.has('bare')) return [];
    const head = facts.get('HEAD');
    return [
      {
        path,
        branch: facts.get('branch'),
        head: head === undefined || /^0+$/.test(head) ? undefined : head,
        locked: facts.get('locked'),
        isPrunable: facts.has('prunable'),
      },
    ];
  });
  return Promise.all(listed.map(async (one) => ({ ...one, path: await checkoutAt(git, one.path) })));
};

/** The worktree beside the main checkout that a branch is checked out in, if it is there. */
export const worktreeOn = async (git: Git, branch: string): Promise<string | undefined> => {
  const on = (await checkoutsOf(git)).filter((one) => one.branch === branch && !isGone(one.path));
  return on.find(({ path }) => isLinked(ownGitDir(path) ?? ''))?.path;
};

/** The list, each line ended by a NUL. Git before 2.36 knows only newlines, which may be in a path. */
const listIn = async (git: Git): Promise<string> => {
  const list = ['worktree', 'list', '--porcelain'];
  const { exit, out } = await git.run([...list, '-z'], { answers: [UNKNOWN_OPTION] });
  return exit === UNKNOWN_OPTION ? (await git.text(list)).replaceAll('\n', '\0') : out.toString('utf8');
};

/** Where a checkout is: git lists that of a submodule by its git directory, which says where that is. */
const checkoutAt = async (git: Git, path: string): Promise<string> => {
  if (!isGitDir(path)) return path;
  const set = await git.text(['config', '--get', 'core.worktree'], { answers: [1] });
  return set === '' ? path : resolve(path, set);
};

const keyAndValue = (line: string): readonly [string, string] => {
  const at = line.indexOf(' ');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
};

/** Whether a path lies in a folder, however links lead there; neither needs to be there any more. */
export const liesIn = (folder: string, path: string): boolean =>
  `${realOf(path)}${sep}`.startsWith(`${realOf(folder)}${sep}`);

/** The real path, as far as it is there. */
const realOf = (path: string): string => {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(realOf(dirname(path)), path.slice(dirname(path).length));
};

/** Whether there is nothing at a path; one that may not be looked at counts as there. */
export const isGone = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
};
