import type { StepPath } from '../events/ids.js';
import type { RunState } from '../projections/runState/state.js';
import { clearedFrom } from '../projections/stepIndex.js';
import type { ReplayOrder } from './command.js';

/** How worktrees go back to their checkpoint: with the step that was under way there, or between two steps by themselves. */
export type Redo = { readonly how: 'replay'; readonly from: StepPath } | { readonly how: 'reset' };

/** How the worktrees of these units go back; undefined where that is not one thing. */
export const redoOf = (state: RunState, units: readonly string[]): Redo | undefined => {
  const steps = units.map((unit) => stepIn(state, unit));
  const [first, ...others] = steps.filter((path) => path !== undefined);
  if (first === undefined) return { how: 'reset' };
  if (others.length + 1 < steps.length) return undefined;
  const from = others.reduce(commonOf, first);
  return from === '' ? undefined : { how: 'replay', from };
};

/** The worktrees that a replay takes back or leaves behind, by their units; with all others it goes on as they are. */
export const leftByReplay = (state: RunState, plan: ReplayOrder): readonly string[] => {
  const isReset = isResetBy(plan.resets);
  const isCleared = isClearedBy(clearedFrom(state.index, plan));
  return [...state.worktrees.keys()].filter((unit) => isReset(unit) || isCleared(unit));
};

/** Whether the worktree of a unit goes back by one of these. */
export const isResetBy =
  (resets: ReplayOrder['resets']) =>
  (unit: string): boolean =>
    resets.some((reset) => reset.unit === unit);

/** Whether a step, or a unit as a whole, is one of these steps or within one. */
export const isClearedBy =
  (cleared: readonly StepPath[]) =>
  (at: string): boolean =>
    cleared.some((path) => `${at}/`.startsWith(`${path}/`));

/** The innermost step that has begun in a worktree and not passed; of a unit that has passed, all of it. */
const stepIn = ({ steps, index }: RunState, unit: string): StepPath | undefined => {
  const begun = [...steps.values()].filter(({ path, state }) => {
    const place = index.steps.get(path);
    return place?.unit === unit && !place.inGate && state !== 'passed';
  });
  const innermost = begun.findLast(({ path }) => !begun.some((other) => other.path.startsWith(`${path}/`)));
  if (innermost) return innermost.path;
  return unit !== '' && steps.has(unit) ? unit : undefined;
};

/** The step that holds both, or is one of them. */
const commonOf = (one: StepPath, other: StepPath): StepPath => {
  const [a, b] = [one.split('/'), other.split('/')];
  const end = a.findIndex((word, at) => word !== b[at]);
  return a.slice(0, end < 0 ? a.length : end).join('/');
};
