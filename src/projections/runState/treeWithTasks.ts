import type { DataOf } from '../../events/catalogue.js';
import type { StepNode, WorkflowTree } from '../../events/tree.js';

type Taken = Pick<DataOf<'TasksTaken'>, 'path' | 'tasks' | 'overview'>;

/** A workflow in which a split has other tasks; one that belongs to a task or a validator is left alone. */
export const treeWithTasks = (tree: WorkflowTree, taken: Taken): WorkflowTree => ({
  ...tree,
  steps: inSteps(tree.steps, taken.path.split('/'), taken),
});

const inSteps = (
  steps: readonly StepNode[],
  [name, ...inner]: readonly string[],
  taken: Taken,
): readonly StepNode[] => steps.map((step) => (step.name === name ? inStep(step, inner, taken) : step));

const inStep = (step: StepNode, path: readonly string[], taken: Taken): StepNode => {
  const { tasks, overview } = taken;
  if (path.length === 0) return { ...step, tasks, ...(overview ? { overview } : {}) };
  const [before] = step.before ? inSteps([step.before], path, taken) : [];
  return {
    ...step,
    ...(step.steps ? { steps: inSteps(step.steps, path, taken) } : {}),
    ...(before ? { before } : {}),
  };
};
