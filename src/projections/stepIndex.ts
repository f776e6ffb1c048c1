import type { StepPath } from '../events/ids.js';
import type { StepNode, WorkflowTree } from '../events/tree.js';

/** A node of the workflow with its place in it. */
export interface IndexedStep {
  readonly path: StepPath;
  readonly node: StepNode;
  /** The path of the group that holds it; empty at the root. */
  readonly parent: string;
  /** Its place among its siblings, from 0. */
  readonly position: number;
  /** The paths of the steps that it holds, in order. */
  readonly children: readonly StepPath[];
}

/** Every step of a workflow by path, in workflow order; the root itself stands under the empty path. */
export interface StepIndex {
  readonly steps: ReadonlyMap<StepPath, IndexedStep>;
  readonly roots: readonly StepPath[];
}

export const indexSteps = (tree: WorkflowTree): StepIndex => {
  const steps = new Map<StepPath, IndexedStep>();
  const add = (nodes: readonly StepNode[], parent: string): readonly StepPath[] =>
    nodes.map((node, position) => {
      const path = joinPath(parent, node.name);
      steps.set(path, { path, node, parent, position, children: [] });
      steps.set(path, { path, node, parent, position, children: add(node.steps ?? [], path) });
      return path;
    });
  const roots = add(tree.steps, '');
  return { steps, roots };
};

export const joinPath = (parent: string, name: string): StepPath =>
  parent === '' ? name : `${parent}/${name}`;

/** The paths of the steps that stand directly under this one; under the empty path, the roots. */
export const childrenOf = (index: StepIndex, path: string): readonly StepPath[] =>
  path === '' ? index.roots : (index.steps.get(path)?.children ?? []);

/** The groups that hold a step, from the nearest to the outermost. */
export const ancestorsOf = (index: StepIndex, path: StepPath): readonly StepPath[] => {
  const ancestors: StepPath[] = [];
  for (let at = index.steps.get(path)?.parent; at; at = index.steps.get(at)?.parent) ancestors.push(at);
  return ancestors;
};

/** A step and everything that comes after it in workflow order, as the roots of the subtrees that they are. */
export const fromStepOn = (index: StepIndex, path: StepPath): readonly StepPath[] =>
  [path, ...ancestorsOf(index, path)].flatMap((at, depth) => {
    const step = index.steps.get(at);
    if (!step) return [];
    const siblings = childrenOf(index, step.parent);
    return siblings.slice(depth === 0 ? step.position : step.position + 1);
  });
