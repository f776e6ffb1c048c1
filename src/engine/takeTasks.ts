import type { DataOf } from '../events/catalogue.js';
import type { StepPath } from '../events/ids.js';
import type { TaskNode } from '../events/tree.js';
import type { RunState } from '../projections/runState/state.js';
import { addTasks, ancestorsOf, joinPath } from '../projections/stepIndex.js';

/** The tasks of a split as its files hold them now. */
export type TasksNow = DataOf<'TasksTaken'>;

/** What becomes of the tasks of a split, by their names. */
export interface TasksPlan {
  readonly taken: TasksNow;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** Those that have begun, and stay as they are, although the files say something else of them. */
  readonly kept: readonly string[];
}

/**
 * What taking the tasks of a split anew comes to: those that have begun stay where and as they are, and behind them come
 * the others as the files have them now. Undefined where the split is over, or belongs to a task or a validator.
 */
export const planTasks = (state: RunState, now: TasksNow): TasksPlan | undefined => {
  const split = state.index.steps.get(now.path);
  if (!split || split.inGate || state.steps.get(now.path)?.state === 'passed') return undefined;
  // What a task holds is there once for each of them, and in the workflow only once.
  if (ancestorsOf(state.index, now.path).some((at) => state.index.steps.get(at)?.task)) return undefined;
  const was = split.children.flatMap((at) => state.index.steps.get(at)?.task ?? []);
  const begun = was.filter(({ slug }) => hasBegun(state, joinPath(now.path, slug)));
  const isBegun = ({ slug }: TaskNode): boolean => begun.some((one) => one.slug === slug);
  const tasks = [...begun, ...now.tasks.filter((task) => !isBegun(task))];
  const other = (task: TaskNode): TaskNode | undefined => was.find(({ slug }) => slug === task.slug);
  const inFile = ({ slug }: TaskNode): TaskNode | undefined => now.tasks.find((task) => task.slug === slug);
  const names = (some: readonly TaskNode[]): readonly string[] => some.map(({ name }) => name);
  return {
    taken: { ...now, tasks },
    added: names(tasks.filter((task) => !other(task))),
    removed: names(was.filter((task) => !tasks.some(({ slug }) => slug === task.slug))),
    changed: names(tasks.filter((task) => !isBegun(task) && other(task) && !isSame(task, other(task)))),
    kept: names(begun.filter((task) => !isSame(task, inFile(task)))),
  };
};

/** Whether anything was done for a task: its files may be in a worktree by then. */
const hasBegun = ({ steps, worktrees }: RunState, path: StepPath): boolean =>
  steps.has(path) || worktrees.has(path);

const isSame = (one: TaskNode, other: TaskNode | undefined): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(other && sorted(other));

const sorted = (task: TaskNode): unknown =>
  Object.entries(task).sort(([one], [other]) => (one < other ? -1 : 1));

/** The run as it stands once tasks are taken. */
export const withTasks = (state: RunState, plans: readonly TasksPlan[]): RunState => {
  if (plans.length === 0) return state;
  const index = { ...state.index, steps: new Map(state.index.steps) };
  for (const { taken } of plans) addTasks(index, taken.path, taken.tasks);
  return { ...state, index };
};
