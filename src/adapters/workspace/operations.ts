import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.js';

/** The traces of a git operation in progress, and the command that forgets it without touching a file. */
const OPERATIONS: ReadonlyArray<readonly [trace: string, command: string]> = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
];

/** Forgets a merge or rebase that an agent left half done: its files are committed, and the next agent starts clean. */
export const quitOperations = async ({ git, own }: Place): Promise<void> => {
  for (const [trace, command] of OPERATIONS) {
    if (existsSync(join(own, trace))) await git.run([command, '--quit']);
  }
};
