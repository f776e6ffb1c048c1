import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineDiff } from '../../ports/checkout.js';
import { gitAt } from './git.js';

/** What is larger is not compared line by line, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024;

const AS_TEXT = ['--no-color', '--no-ext-diff', '--no-textconv', '--numstat', '-p'];

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
    const args = ['diff', '--no-index', ...AS_TEXT, '--', 'was', 'now'];
    const lines = (await git.text(args, { answers: [1] })).split('\n');
    const [, added, removed] = /^(\d+)\t(\d+)\t/.exec(lines[0] ?? '') ?? [];
    if (added === undefined) return undefined;
    const from = lines.findIndex((line) => line.startsWith('@@'));
    const patch = from < 0 ? '' : lines.slice(from).join('\n');
    return { added: Number(added), removed: Number(removed), patch };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
