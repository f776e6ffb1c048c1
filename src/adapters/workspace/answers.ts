import { createReadStream, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Output } from '../../ports/output.js';

/** The first of these files that is there and lies in the worktree, links followed. */
export const readFirst = (worktree: string, paths: readonly string[]): Output | undefined => {
  const root = realpathSync(worktree);
  for (const path of paths) {
    const stats = statSync(join(worktree, path), { throwIfNoEntry: false });
    if (!stats?.isFile()) continue;
    const real = realpathSync(join(worktree, path));
    if (real.startsWith(root + sep)) return { bytes: stats.size, read: () => createReadStream(real) };
  }
  return undefined;
};

/** Removes old answers; what lies in these folders is ignored by git, whatever the repository says. */
export const clearAnswers = (worktree: string, folders: readonly string[]): void => {
  for (const folder of folders) {
    const path = join(worktree, folder);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, '.gitignore'), '*\n');
  }
};
