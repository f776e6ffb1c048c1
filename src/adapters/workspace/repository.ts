import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { RepositoryError } from '../../ports/repositoryError.js';
import type { Repository } from '../../ports/workspace.js';

/** Finds the repository that a directory belongs to, by its files alone: no git is asked. See gitrepository-layout(5). */
export const locate = (directory: string): E.Either<RepositoryError, Repository> => {
  try {
    const found = findUp(realpathSync(directory));
    if (!found) return E.left({ _tag: 'NoRepository', directory });
    const gitDir = realpathSync(sharedGitDir(found.gitDir));
    return E.right({ root: found.root, gitDir, key: keyOf(gitDir) });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return E.left({ _tag: 'RepositoryUnreadable', path: directory, detail });
  }
};

/** The git directory of a worktree's own, where its HEAD and index are; undefined if it has none. */
export const ownGitDir = (worktree: string): string | undefined => {
  const link = join(worktree, '.git');
  if (!existsSync(link)) return undefined;
  return statSync(link).isDirectory() ? link : followLink(link);
};

const findUp = (from: string): { readonly root: string; readonly gitDir: string } | undefined => {
  for (let at = from; ; at = dirname(at)) {
    const gitDir = ownGitDir(at);
    if (gitDir !== undefined) return { root: at, gitDir };
    if (isGitDir(at)) return { root: at, gitDir: at };
    if (dirname(at) === at) return undefined;
  }
};

/** Whether a git directory is that of a worktree beside the main checkout. */
export const isLinked = (gitDir: string): boolean => existsSync(join(gitDir, 'commondir'));

/** Whether a folder is a git directory itself. */
export const isGitDir = (path: string): boolean =>
  ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(path, name)));

/** Reads `gitdir: <path>`, the form in which worktrees and submodules point to their git directories; a path may hold newlines. */
const followLink = (link: string): string => {
  const target = /^gitdir: (.*?)\r?\n?$/s.exec(readFileSync(link, 'utf8'))?.[1];
  if (target === undefined) throw new Error(`${link} does not say where the git directory is`);
  return resolve(dirname(link), target);
};

/** The git directory that all worktrees of a repository share, by that of one of them. */
export const sharedGitDir = (gitDir: string): string =>
  isLinked(gitDir)
    ? resolve(gitDir, readFileSync(join(gitDir, 'commondir'), 'utf8').replace(/\r?\n$/, ''))
    : gitDir;

const keyOf = (gitDir: string): string => createHash('sha256').update(gitDir).digest('hex').slice(0, 6);
