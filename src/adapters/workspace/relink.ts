import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Move } from '../../ports/runStore.js';
import { ownGitDir } from './repository.js';

/**
 * Leads the worktrees of a repository that lie in a folder back to it: each names the git directory of its own, which
 * moved with the repository. `git worktree repair` would do the same, and mend the user's own worktrees besides.
 */
export const relink = ({ from, gitDir }: Pick<Move, 'from' | 'gitDir'>, folder: string): void => {
  const entries = join(gitDir, 'worktrees');
  for (const name of existsSync(entries) ? readdirSync(entries) : []) {
    const own = join(entries, name);
    const link = linkOf(own);
    if (link?.startsWith(`${folder}${sep}`) && (isBroken(link) || leadsTo(link, from))) lead(link, own);
  }
};

/** Where the worktree of an entry says which it is; see gitrepository-layout(5). */
const linkOf = (own: string): string | undefined => {
  const pointer = join(own, 'gitdir');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
};

const isLink = (link: string): boolean => statSync(link, { throwIfNoEntry: false })?.isFile() ?? false;

/** Whether it leads nowhere. What leads to another repository is that one's, and what is none is not for us to mend. */
const isBroken = (link: string): boolean => isLink(link) && !existsSync(ownGitDir(dirname(link)) ?? link);

/** Whether it leads where the runs were until now: a copy that had taken them may still be there. */
const leadsTo = (link: string, from: string): boolean =>
  isLink(link) && (ownGitDir(dirname(link))?.startsWith(join(from, 'worktrees') + sep) ?? false);

/** At once and whole, so that no git finds half of it. */
const lead = (link: string, own: string): void => {
  const draft = `${dirname(link)}.link-${process.pid}`;
  writeFileSync(draft, `gitdir: ${own}\n`);
  renameSync(draft, link);
};
