import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Where Linux tells of its processes; elsewhere nobody can be told by their files. See proc(5). */
const PROCESSES = '/proc';

/**
 * A living git whose working directory is in a folder, as git goes to the top of a worktree for what it does there. The
 * gits of refold's own say that they take no lock they could do without.
 */
export const gitAtWork = (folder: string): number | undefined => {
  if (!existsSync(join(PROCESSES, 'self', 'cwd'))) return undefined;
  const pids = readdirSync(PROCESSES).filter((name) => /^\d+$/.test(name));
  const pid = pids.find((one) => isGitIn(realpathSync(folder), join(PROCESSES, one)));
  return pid === undefined ? undefined : Number(pid);
};

/** What ended meanwhile, and what belongs to somebody else, cannot be read. */
const isGitIn = (folder: string, process: string): boolean => {
  try {
    if (readFileSync(join(process, 'comm'), 'utf8').trim() !== 'git') return false;
    const cwd = readlinkSync(join(process, 'cwd'));
    if (cwd !== folder && !cwd.startsWith(folder + sep)) return false;
    return !readFileSync(join(process, 'environ'), 'utf8').includes('GIT_OPTIONAL_LOCKS=0');
  } catch {
    return false;
  }
};
