import type { StepNode } from '../../events/tree.js';
import type { AttemptState } from '../../projections/runState/state.js';

/** Whether the agent of a step may change what lies in its worktree. */
export const mayWrite = ({ worktree = 'read-write', guard }: StepNode): boolean =>
  worktree === 'read-write' && guard?.noWrite !== true;

/** Whether an agent that must not write has changed something. */
export const hasTrespassed = (
  node: StepNode,
  { start }: { readonly start: Readonly<AttemptState['start']> },
  { tree }: { readonly tree: string },
): boolean => !mayWrite(node) && tree !== start.tree;
