import type { Place } from './place.js';

/** The paths of submodules that hold changes which are in no commit of theirs, by the index that is not the worktree's. */
export const dirtySubmodules = async ({
  git,
  privateIndex,
}: Pick<Place, 'git' | 'privateIndex'>): Promise<readonly string[]> => {
  const look = ['status', '--porcelain=v2', '-z', '--no-renames', '--ignore-submodules=none'];
  const status = await git.text(look, { index: privateIndex });
  return status
    .split('\0')
    .filter((line) => /^[12] .. S.(M.|.U)/.test(line))
    .map((line) => line.split(' ').slice(8).join(' '));
};
