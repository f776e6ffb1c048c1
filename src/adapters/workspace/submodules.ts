import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exceptGiven, type Place } from './place.js';

/** Has git say what differs, and look into submodules for it. */
export const INSIDE_STATUS = ['status', '--porcelain=v2', '-z', '--no-renames', '--ignore-submodules=none'];

/** The paths of submodules that hold changes which are in no commit of theirs, by the index that is not the worktree's. */
export const dirtySubmodules = async ({
  git,
  privateIndex,
}: Pick<Place, 'git' | 'privateIndex'>): Promise<readonly string[]> => {
  const status = await git.text(INSIDE_STATUS, { index: privateIndex });
  return status
    .split('\0')
    .filter((line) => /^[12] .. S.(M.|.U)/.test(line))
    .map((line) => line.split(' ').slice(8).join(' '));
};

/** Where the submodules of an index lie that were never opened in this worktree: git makes an empty folder for each. */
export const unopenedSubmodules = async (
  { git, own }: Pick<Place, 'git' | 'own'>,
  index: string,
): Promise<ReadonlySet<string>> => {
  const look = ['config', '-z', '--blob', ':.gitmodules', '--get-regexp', '^submodule\\..*\\.path$'];
  const { out } = await git.run(look, { index, answers: [1, 128] });
  const paths = out
    .toString('utf8')
    .split('\0')
    .flatMap((entry): readonly string[] => {
      const [, name, path] = /^submodule\.(.*)\.path\n(.*)$/s.exec(entry) ?? [];
      return name === undefined || path === undefined || existsSync(join(own, 'modules', name)) ? [] : [path];
    });
  return new Set(paths);
};

/** Whether something lies in the folder of a submodule that git would take in, were there none. */
export const holdsFiles = async (place: Place, path: string): Promise<boolean> => {
  const look = [
    'ls-files',
    '--others',
    '--exclude-standard',
    '-z',
    '--',
    `:(top,literal)${path}`,
    ...exceptGiven(place),
  ];
  // An index that is not there knows of no submodule.
  const { out } = await place.git.run(look, { index: `${place.privateIndex}.none` });
  return out.length > 0;
};
