import * as E from 'fp-ts/lib/Either.js';
import type { StepPath } from '../events/ids.js';
import type { StepNode, WorkflowTree } from '../events/tree.js';
import type { Workflow } from './load.js';

/**
 * A workflow in which a person is asked after the agent of each step that is called like this: by its path, or the end of
 * it. Tasks of a split are no part of a path here. Where none is, the answer is which steps have an agent.
 */
export const pausingAfter = (workflow: Workflow, wanted: string): E.Either<readonly StepPath[], Workflow> => {
  const paths = withAgents(workflow.treeWith(new Map()).steps);
  if (!paths.some((path) => isCalled(path, wanted))) return E.left(paths);
  const treeWith: Workflow['treeWith'] = (payloads) => pausedIn(workflow.treeWith(payloads), wanted);
  return E.right({ ...workflow, treeWith });
};

const isCalled = (path: StepPath, wanted: string): boolean => path === wanted || path.endsWith(`/${wanted}`);

const withAgents = (steps: readonly StepNode[], above = ''): readonly StepPath[] =>
  steps.flatMap(({ name, agent, steps: own = [], each = [] }) => [
    ...(agent ? [`${above}${name}`] : []),
    ...withAgents([...own, ...each], `${above}${name}/`),
  ]);

const pausedIn = (tree: WorkflowTree, wanted: string): WorkflowTree => ({
  ...tree,
  steps: pausedSteps(tree.steps, wanted, ''),
});

const pausedSteps = (steps: readonly StepNode[], wanted: string, above: string): readonly StepNode[] =>
  steps.map((node) => {
    const path = `${above}${node.name}`;
    return {
      ...node,
      ...(node.agent && isCalled(path, wanted) && !node.pause ? { pause: 'before_gate' } : {}),
      ...(node.steps ? { steps: pausedSteps(node.steps, wanted, `${path}/`) } : {}),
      ...(node.each ? { each: pausedSteps(node.each, wanted, `${path}/`) } : {}),
    };
  });
