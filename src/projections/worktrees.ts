import type { StepPath } from '../events/ids.js';
import type { Frozen } from './projection.js';
import type { RunState } from './runState/state.js';
import { notYetMade, type WorktreeState } from './runState/worktreeState.js';

export type Worktree = Frozen<WorktreeState>;

/** The unit of a parallel step that a step belongs to; empty for one that works in the worktree of the run. */
export const unitOf = ({ index }: Pick<RunState, 'index'>, path: StepPath): string =>
  index.steps.get(path)?.unit ?? '';

/** The worktree that a step works in; undefined while there is none for its unit yet. */
export const worktreeOf = (state: RunState, path: StepPath): Worktree | undefined =>
  state.worktrees.get(unitOf(state, path));

/** The folder of a run, in which its worktree lies and all else that it works in. */
export const folderOf = ({ worktree }: { readonly worktree: string }): string =>
  worktree.replace(/\/[^/]+$/, '');

/**
 * The directory that the agent of a step works in: its worktree, or, for one that is to see nothing of it, an empty
 * folder beside the run's. It stays the same for a unit, as agents find their sessions by it.
 */
export const directoryOf = (state: Pick<RunState, 'index' | 'run' | 'worktrees'>, path: StepPath): string => {
  const unit = unitOf(state, path);
  const worktree = state.worktrees.get(unit)?.path ?? '';
  if (state.index.steps.get(path)?.node.worktree !== 'none') return worktree;
  return `${folderOf(state.run ?? NOWHERE)}/nowhere/${unit === '' ? 'main' : worktree.split('/').at(-1)}`;
};

/** The worktree of the run itself. */
export const ownWorktree = (state: RunState): Worktree => state.worktrees.get('') ?? NONE;

const NOWHERE = { worktree: '' };

const NONE: Worktree = notYetMade({ path: '', branch: '' }, { commit: '', tree: '' }, 0);

/** Where the worktrees that there are stand; that of the run itself also before it is made. */
export const headsOf = ({ worktrees }: RunState): ReadonlyArray<Worktree['head']> =>
  [...worktrees].filter(([unit, { state }]) => unit === '' || state !== 'none').map(([, { head }]) => head);
