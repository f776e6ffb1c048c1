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

/** What git is in the middle of, by the git directory of the worktree's own. */
export const operationIn = (own: string): string | undefined =>
  OPERATIONS.find(([trace]) => existsSync(join(own, trace)))?.[1];

/** Forgets a merge or rebase that an agent left half done: its files are committed, and the next agent starts clean. */
export const quitOperations = async ({ git, own }: Place): Promise<void> => {
  for (const [trace, command] of OPERATIONS) {
    if (existsSync(join(own, trace))) await git.run([command, '--quit']);
  }
};
