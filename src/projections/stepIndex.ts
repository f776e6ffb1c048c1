import type { StepPath } from '../events/ids.js';
import type { GateNode, StepNode, TaskNode, WorkflowTree } from '../events/tree.js';

/** A node of the workflow with its place in it. */
export interface IndexedStep {
  readonly path: StepPath;
  readonly node: StepNode;
  /** The path of the step that holds it; empty at the root. */
  readonly parent: string;
  /** Its place among its siblings, from 0. */
  readonly position: number;
  /** The paths of the steps that it holds, in order; of a split, its tasks, once they are known. */
  readonly children: readonly StepPath[];
  /** The task that it stands for. */
  readonly task?: TaskNode;
  /** It belongs to its parent's own work: a workflow that runs before the agent, a validator, or an evaluator. */
  readonly aside: boolean;
  /** It is a validator or an evaluator, or part of one, and only looks. */
  readonly inGate: boolean;
  /** The unit of a parallel step that it is or belongs to, the innermost one; empty without any. */
  readonly unit: string;
}

/** Every step of a workflow by path, in workflow order. */
export interface StepIndex {
  readonly steps: ReadonlyMap<StepPath, IndexedStep>;
  readonly roots: readonly StepPath[];
}

type Steps = Map<StepPath, IndexedStep>;

/** What the steps of a step take over from it. */
type Around = Pick<IndexedStep, 'path' | 'inGate' | 'unit'> & { readonly parallel: boolean };

const NOWHERE: Around = { path: '', inGate: false, unit: '', parallel: false };

const around = (place: Place, node: StepNode): Around => ({
  ...place,
  parallel: isParallel({ ...place, node }),
});

/** Each step that a parallel one holds is a unit of its own. */
const unitAt = ({ parallel, unit }: Around, path: StepPath): string => (parallel ? path : unit);

/** Indexes a workflow as it was captured; the tasks of its splits come later. */
export const indexSteps = (tree: WorkflowTree): StepIndex => {
  const steps: Steps = new Map();
  return { steps, roots: addAll(steps, tree.steps, NOWHERE) };
};

/** Puts the tasks of a split into an index that nobody else holds, in the place of any that it had. */
export const addTasks = (index: StepIndex, path: StepPath, tasks: readonly TaskNode[]): void => {
  const steps = index.steps as Steps;
  removeTasks(index, path);
  const split = steps.get(path);
  if (!split) return;
  const children = tasks.map((task, position) => {
    const at = joinPath(path, task.slug);
    const node: StepNode = { name: task.slug, type: 'task', steps: split.node.each ?? [] };
    const unit = unitAt(around(split, split.node), at);
    add(steps, node, { path: at, parent: path, position, task, aside: false, inGate: split.inGate, unit });
    return at;
  });
  steps.set(path, { ...split, children });
};

/** Takes the tasks of a split out again. */
export const removeTasks = (index: StepIndex, path: StepPath): void => {
  const steps = index.steps as Steps;
  const split = steps.get(path);
  if (!split) return;
  for (const child of split.children) remove(index, steps, child);
  steps.set(path, { ...split, children: [] });
};

const remove = (index: StepIndex, steps: Steps, path: StepPath): void => {
  for (const at of heldBy(index, path)) remove(index, steps, at);
  steps.delete(path);
};

type Place = Omit<IndexedStep, 'node' | 'children'>;

const add = (steps: Steps, node: StepNode, place: Place): void => {
  const { path, inGate, unit } = place;
  steps.set(path, { ...place, node, children: [] });
  const beside = (aside: StepNode): void => {
    const looks = inGate || aside !== node.before;
    const at = joinPath(path, aside.name);
    add(steps, aside, { path: at, parent: path, position: 0, aside: true, inGate: looks, unit });
  };
  if (node.before) beside(node.before);
  steps.set(path, { ...place, node, children: addAll(steps, node.steps ?? [], around(place, node)) });
  for (const aside of asidesOf(node)) if (aside !== node.before) beside(aside);
  if (node.tasks) addTasks({ steps, roots: [] }, path, node.tasks);
};

const addAll = (steps: Steps, nodes: readonly StepNode[], outer: Around): readonly StepPath[] =>
  nodes.map((node, position) => {
    const { path: parent, inGate } = outer;
    const path = joinPath(parent, node.name);
    add(steps, node, { path, parent, position, aside: false, inGate, unit: unitAt(outer, path) });
    return path;
  });

/** What belongs to a step's own work: what runs before its agent, its validators, and its evaluator. */
const asidesOf = ({ before, gates = [], review }: StepNode): readonly StepNode[] => [
  ...(before ? [before] : []),
  ...gates.filter(({ steps }) => steps !== undefined).map(validatorOf),
  ...(review ? [review.evaluator] : []),
];

/** A validator as the step that its gate is. */
const validatorOf = ({ name, steps = [], with: bindings = [] }: GateNode): StepNode => ({
  name,
  type: 'workflow',
  steps,
  with: bindings,
});

export const joinPath = (parent: string, name: string): StepPath =>
  parent === '' ? name : `${parent}/${name}`;

/** The paths of the steps that stand directly under this one; under the empty path, the roots. */
export const childrenOf = (index: StepIndex, path: string): readonly StepPath[] =>
  path === '' ? index.roots : (index.steps.get(path)?.children ?? []);

/** The steps that a step's own success rests on: what runs before its agent, and what it holds. */
export const workOf = (index: StepIndex, path: StepPath): readonly StepPath[] => {
  const before = index.steps.get(path)?.node.before;
  return [...(before ? [joinPath(path, before.name)] : []), ...childrenOf(index, path)];
};

/** All that stands directly under a step: the steps that it holds, what runs before its agent, its validators, its evaluator. */
export const heldBy = (index: StepIndex, path: StepPath): readonly StepPath[] => {
  const step = index.steps.get(path);
  if (!step) return [];
  return [...step.children, ...asidesOf(step.node).map(({ name }) => joinPath(path, name))];
};

/** The steps that hold a step, from the nearest to the outermost. */
export const ancestorsOf = (index: StepIndex, path: StepPath): readonly StepPath[] => {
  const ancestors: StepPath[] = [];
  for (let at = index.steps.get(path)?.parent; at; at = index.steps.get(at)?.parent) ancestors.push(at);
  return ancestors;
};

/** The nearest step that stands for a task: this one, or one that holds it. */
export const taskAround = (index: StepIndex, path: StepPath): IndexedStep | undefined => {
  const at = [path, ...ancestorsOf(index, path)].find((one) => index.steps.get(one)?.task);
  return at === undefined ? undefined : index.steps.get(at);
};

/** The files that the agents of a step may change, as patterns of paths, where its task says so; else none are named. */
export const taskFiles = (index: StepIndex, path: StepPath): readonly string[] => {
  const around = [path, ...ancestorsOf(index, path)].map((at) => index.steps.get(at)?.task?.files);
  return around.find((files) => files !== undefined) ?? [];
};

/**
 * A step and everything that comes after it in workflow order, as the roots of the subtrees that they are. Units of a
 * parallel step come after none of each other.
 */
export const fromStepOn = (index: StepIndex, path: StepPath): readonly StepPath[] =>
  [path, ...ancestorsOf(index, path)].flatMap((at, depth) => {
    const step = index.steps.get(at);
    if (!step) return [];
    if (isUnit(step)) return depth === 0 ? [at] : [];
    const siblings = childrenOf(index, step.parent);
    return siblings.slice(depth === 0 ? step.position : step.position + 1);
  });

/** What a replay clears: a step and what comes after it, or in the place of that step the tasks that it holds. */
export const clearedFrom = (
  index: StepIndex,
  { from, each = false }: { readonly from: StepPath; readonly each?: boolean },
): readonly StepPath[] => {
  const [own, ...later] = fromStepOn(index, from);
  if (own === undefined) return [];
  return each ? [...childrenOf(index, own), ...later] : [own, ...later];
};

/** Whether the step is a unit of a parallel one: it has a worktree and a branch of its own. */
export const isUnit = ({ path, unit }: IndexedStep): boolean => path === unit;

/** Whether the steps that it holds are units. A validator looks at what nobody has committed, so it stays in one place. */
export const isParallel = ({ node, inGate }: Pick<IndexedStep, 'node' | 'inGate'>): boolean =>
  node.parallel !== undefined && !inGate;

/** Whether the step only holds others: it has no agent and no gates of its own. */
export const isGroup = ({ node }: IndexedStep): boolean => GROUPS.has(node.type);

const GROUPS: ReadonlySet<string> = new Set(['group', 'workflow', 'task']);

/** Whether the agent of a step may change what lies in its worktree. */
export const mayWrite = ({ worktree = 'read-write', guard }: StepNode): boolean =>
  worktree === 'read-write' && guard?.noWrite !== true;

/** Whether what the step leaves in the worktree is committed: not what only looks, and nothing inside a gate. */
export const commits = ({ node, inGate }: IndexedStep): boolean => !inGate && mayWrite(node);
