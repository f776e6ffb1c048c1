import { join } from 'node:path';
import { createComparing } from '../../src/adapters/workspace/comparing.js';
import type { Comparing, Comparison } from '../../src/ports/comparing.js';
import type { Head } from '../../src/ports/workspace.js';
import { right } from '../contracts/runStore.js';
import { BRANCH, createWorktreeBench, type WorktreeBench } from './worktree.js';

/** A name that nearly everything has to quote. */
export const STRANGE = 'a\tb\n"c".txt';

const FILES = { 'a.txt': 'a\n', 'sub/b.txt': 'b\n', 'run.sh': 'true\n', 'gone.txt': 'g\n', [STRANGE]: 's\n' };

/** A worktree that is held against what is recorded of it. */
export interface ComparingBench extends WorktreeBench {
  readonly comparing: Comparing;
  /** Where a file lies. */
  readonly at: (path: string) => string;
  /** The worktree, and what it is compared with if nothing else is said. */
  readonly recorded: Parameters<Comparing['compare']>[0];
  readonly compare: (head?: Head) => Promise<Comparison>;
}

/** Makes a worktree of these files, of which it was given what fits these patterns. */
export const createComparingBench = async (
  files: Readonly<Record<string, string>> = FILES,
  given: readonly string[] = [],
): Promise<ComparingBench> => {
  const bench = await createWorktreeBench(files);
  const comparing = createComparing(bench.repository.env, given);
  const recorded = { worktree: bench.worktree, branch: BRANCH, recorded: bench.base, isCommitted: true };
  return {
    ...bench,
    comparing,
    recorded,
    at: (path) => join(bench.worktree, path),
    compare: async (head = bench.base) => right(await comparing.compare({ ...recorded, recorded: head })()),
  };
};
