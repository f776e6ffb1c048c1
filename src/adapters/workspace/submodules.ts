import type { GitOptions } from './git.js';
import type { Place } from './place.js';

/** The paths of submodules that hold changes which are in no commit of theirs, by the worktree's index or another. */
export const dirtySubmodules = async (
  { git }: Pick<Place, 'git'>,
  options: Pick<GitOptions, 'index'> = {},
): Promise<readonly string[]> => {
  const look = ['status', '--porcelain=v2', '-z', '--no-renames', '--ignore-submodules=none'];
  const status = await git.text(look, options);
  return status
    .split('\0')
    .filter((line) => /^[12] .. S.(M.|.U)/.test(line))
    .map((line) => line.split(' ').slice(8).join(' '));
};
