import type { Obstacle } from '../../../src/events/obstacle.js';

/** Everything that can be in the way in a checkout of the user's. */
export const OBSTACLES: readonly Obstacle[] = [
  { kind: 'lock', lock: "/it's/.git/index.lock" },
  { kind: 'operation', operation: 'rebase' },
  { kind: 'operation', operation: 'am' },
  { kind: 'gone', isLocked: false },
  { kind: 'gone', isLocked: true },
  { kind: 'elsewhere' },
  { kind: 'uncommitted', paths: ['a.txt'] },
  { kind: 'unmerged', paths: ['a.txt'] },
  { kind: 'untracked', paths: ['a.txt'] },
  { kind: 'untracked', paths: ['1', '2', '3', '4', '5', '6', '7'] },
  { kind: 'submodule', path: 'lib', commit: 'a'.repeat(40) },
  { kind: 'marked', path: 'a b.txt', mark: 'skip-worktree' },
  { kind: 'refused', words: 'unable to write' },
];
