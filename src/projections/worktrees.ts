import type { StepPath } from '../events/ids.js';
import type { Frozen } from './projection.js';
import type { RunState, WorktreeState } from './runState/state.js';

export type Worktree = Frozen<WorktreeState>;

/** The unit of a parallel step that a step belongs to; empty for one that works in the worktree of the run. */
export const unitOf = ({ index }: Pick<RunState, 'index'>, path: StepPath): string =>
  index.steps.get(path)?.unit ?? '';

/** The worktree that a step works in; undefined while there is none for its unit yet. */
export const worktreeOf = (state: RunState, path: StepPath): Worktree | undefined =>
  state.worktrees.get(unitOf(state, path));

/** The worktree of the run itself. */
export const ownWorktree = (state: RunState): Worktree => state.worktrees.get('') ?? NONE;

const NONE: Worktree = {
  path: '',
  branch: '',
  head: { commit: '', tree: '' },
  state: 'none',
  isSetUp: false,
};
