import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { ownGitDir } from './repository.js';

/**
 * Leads the worktrees of a repository that lie in a folder back to it: each names the git directory of its own, which
 * moved with the repository. `git worktree repair` would do the same, and mend the user's own worktrees besides.
 */
export const relink = (gitDir: string, folder: string): void => {
  const entries = join(gitDir, 'worktrees');
  for (const name of existsSync(entries) ? readdirSync(entries) : []) {
    const own = join(entries, name);
    const link = linkOf(own);
    if (link?.startsWith(`${folder}${sep}`) && isBroken(link)) lead(link, own);
  }
};

/** Where the worktree of an entry says which it is; see gitrepository-layout(5). */
const linkOf = (own: string): string | undefined => {
  const pointer = join(own, 'gitdir');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
};

/** Whether it leads nowhere. What leads to another repository is that one's, and what is none is not for us to mend. */
const isBroken = (link: string): boolean =>
  (statSync(link, { throwIfNoEntry: false })?.isFile() ?? false) &&
  !existsSync(ownGitDir(dirname(link)) ?? link);

/** At once and whole, so that no git finds half of it. */
const lead = (link: string, own: string): void => {
  const draft = `${dirname(link)}.link-${process.pid}`;
  writeFileSync(draft, `gitdir: ${own}\n`);
  renameSync(draft, link);
};
