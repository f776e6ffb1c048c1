import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a repository has a ref that begins like this, by its files alone: no git is asked. See gitrepository-layout(5).
 * Undefined where the repository is gone, or keeps its refs in another way.
 */
export const hasRefsUnder = (gitDir: string, beginning: string): boolean | undefined => {
  if (!existsSync(join(gitDir, 'refs')) || existsSync(join(gitDir, 'reftable'))) return undefined;
  const packed = join(gitDir, 'packed-refs');
  const isPacked = existsSync(packed) && readFileSync(packed, 'utf8').includes(` ${beginning}`);
  return isPacked || hasFiles(join(gitDir, beginning));
};

/** Whether a repository holds a branch of a run, or work that was kept of it; undefined where that cannot be told. */
export const hasRefsOf = (gitDir: string, run: string): boolean | undefined => {
  const found = ['refs/heads/refold', 'refs/refold'].map((under) => hasRefsUnder(gitDir, `${under}/${run}/`));
  return found.includes(true) ? true : found[0];
};

/** Git leaves empty folders where refs were. */
const hasFiles = (folder: string): boolean =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile());
