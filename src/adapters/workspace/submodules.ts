import type { Git } from './git.js';

/** The paths of submodules that hold changes which are in no commit of theirs. */
export const dirtySubmodules = async (git: Git): Promise<readonly string[]> => {
  const status = await git.text(['status', '--porcelain=v2', '-z', '--ignore-submodules=none']);
  return status
    .split('\0')
    .filter((line) => /^[12] .. S.(M.|.U)/.test(line))
    .map((line) => line.split(' ').slice(8).join(' '));
};
