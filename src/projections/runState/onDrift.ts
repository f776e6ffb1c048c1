import type { Handlers } from '../projection.js';
import type { RunAccumulator } from './state.js';

/** What it means that somebody said what becomes of files that were not as recorded. */
export const onDrift = {
  DriftResolved: (run, { data }) => {
    const worktree = run.worktrees.get(data.unit ?? '');
    if (worktree && data.choice === 'proceed') worktree.drift = data.files.map(({ path }) => path);
  },
} satisfies Handlers<RunAccumulator>;
