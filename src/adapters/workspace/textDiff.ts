import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineDiff } from '../../ports/lineDiff.js';
import { gitAt } from './git.js';

/** What is larger is not compared line by line, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Without what a person has set up for diffs: it is refold that reads this. */
export const AS_TEXT = ['--no-color', '--no-ext-diff', '--no-textconv'];

/** How two contents differ line by line; undefined where one of them is no text. */
export const textDiff = async (
  was: Uint8Array,
  now: Uint8Array,
  environment: NodeJS.ProcessEnv,
): Promise<LineDiff | undefined> => {
  if (was.length > MOST_BYTES || now.length > MOST_BYTES) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'refold-review-'));
  try {
    await writeFile(join(folder, 'was'), was);
    await writeFile(join(folder, 'now'), now);
    const git = gitAt(folder, environment);
    const args = ['diff', '--no-index', ...AS_TEXT, '--numstat', '-p', '--', 'was', 'now'];
    const lines = (await git.text(args, { answers: [1] })).split('\n');
    const [, added, removed] = /^(\d+)\t(\d+)\t/.exec(lines[0] ?? '') ?? [];
    if (added === undefined) return undefined;
    return { added: Number(added), removed: Number(removed), patch: hunksIn(lines) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * The hunks of a patch: what stands before them names files that nobody knows. A symlink that became a file has two of
 * them, each behind a heading of its own.
 */
export const hunksIn = (lines: readonly string[]): string => {
  const hunks: string[] = [];
  let isIn = false;
  for (const line of lines) {
    isIn = line.startsWith('@@') || (isIn && !line.startsWith('diff '));
    if (isIn) hunks.push(line);
  }
  return hunks.join('\n');
};
