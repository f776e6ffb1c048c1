import { lstat } from 'node:fs/promises';
import { type Entry, keyOf, pathIn } from './changedFiles.js';
import { type IndexFile, readIndex } from './indexFile.js';
import type { Place } from './place.js';

/** What `git ls-files -v` says of a file before its name. */
const [SKIPPED, TAG] = ['S', 'H '.length];

/**
 * Has git look again at the files of an index that it was told to take for unchanged, and at those that it was told to do
 * without though they lie there: else it would say that nothing differs, and refuse to write others in their place. What
 * is not there stays as it is, but for what is about to be written: a sparse checkout leaves files out like that. Answers
 * what the index told.
 */
export const unhide = async (
  place: Pick<Place, 'git' | 'own' | 'worktree'>,
  index: string,
  written: readonly Pick<Entry, 'name'>[] = [],
): Promise<IndexFile> => {
  const found = readIndex(place, index);
  if (!found.mayHide) return found;
  const { git, worktree } = place;
  const { out } = await git.run(['ls-files', '-v', '-z'], { index });
  const lines = out.toString('latin1').split('\0');
  const assumed = lines.filter((line) => /^[a-z]/.test(line));
  const toCome = new Set(written.map(keyOf));
  const skipped: string[] = [];
  for (const line of lines.filter((one) => one.toUpperCase().startsWith(SKIPPED))) {
    const name = line.slice(TAG);
    if (toCome.has(name) || (await liesIn(worktree, name))) skipped.push(line);
  }
  for (const [lookAgain, those] of [
    ['--no-assume-unchanged', assumed],
    ['--no-skip-worktree', skipped],
  ] as const) {
    const input = Buffer.from(those.map((line) => `${line.slice(TAG)}\0`).join(''), 'latin1');
    if (those.length > 0) await git.run(['update-index', lookAgain, '-z', '--stdin'], { index, input });
  }
  return found;
};

const liesIn = (worktree: string, name: string): Promise<boolean> =>
  lstat(pathIn(worktree)(Buffer.from(name, 'latin1'))).then(
    () => true,
    () => false,
  );
