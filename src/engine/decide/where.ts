import type { StepPath } from '../../events/ids.js';
import type { RunState } from '../../projections/runState/state.js';
import { unitOf, type Worktree, worktreeOf } from '../../projections/worktrees.js';

/** Where a step works: the worktree, and how events name it. */
export interface Where {
  readonly worktree: Worktree;
  readonly named: ReturnType<typeof named>;
}

/** The unit as events name it: not at all where it is the run itself. */
export const named = (unit: string): { readonly unit?: StepPath } => (unit === '' ? {} : { unit });

/** Where a step works, once that is there. */
export const whereOf = (state: RunState, path: StepPath): Where | undefined => {
  const worktree = worktreeOf(state, path);
  return worktree && { worktree, named: named(unitOf(state, path)) };
};
