import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { MARK } from './git.js';

/** Where Linux tells of its processes; elsewhere nobody can be told by their files. See proc(5). */
const PROCESSES = '/proc';

/** A living git, none of refold's own, whose working directory is in a folder: git goes to the top of a worktree for what it does there. */
export const gitAtWork = (folder: string): number | undefined => {
  if (!existsSync(join(PROCESSES, 'self', 'cwd'))) return undefined;
  const pids = readdirSync(PROCESSES).filter((name) => /^\d+$/.test(name));
  const place = realpathSync(folder);
  const pid = pids.find((one) => isGitIn(place, join(PROCESSES, one)));
  return pid === undefined ? undefined : Number(pid);
};

/** What ended meanwhile, and what belongs to somebody else, cannot be read. */
const isGitIn = (folder: string, process: string): boolean => {
  try {
    if (readFileSync(join(process, 'comm'), 'utf8').trim() !== 'git') return false;
    const cwd = readlinkSync(join(process, 'cwd'));
    if (cwd !== folder && !cwd.startsWith(folder + sep)) return false;
    return !readFileSync(join(process, 'environ'), 'utf8').split('\0').includes(`${MARK}=1`);
  } catch {
    return false;
  }
};
