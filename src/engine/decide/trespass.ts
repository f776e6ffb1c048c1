import type { StepNode } from '../../events/tree.js';
import type { AttemptState } from '../../projections/runState/state.js';
import { mayWrite } from '../../projections/stepIndex.js';

/** Whether an agent that must not write has changed something. */
export const hasTrespassed = (
  node: StepNode,
  { start }: { readonly start: Readonly<AttemptState['start']> },
  { tree }: { readonly tree: string },
): boolean => !mayWrite(node) && tree !== start.tree;
