import type { Inspection } from '../ports/inspection.js';
import type { Head } from '../ports/workspace.js';
import { failedIn } from '../projections/runState/failedIn.js';
import type { RunState } from '../projections/runState/state.js';
import { isParallel } from '../projections/stepIndex.js';
import { unitOf } from '../projections/worktrees.js';

/** Why a run cannot go on with what lies in a worktree: none of it would come into what the run makes, or git would be in the way. */
export type Hindrance = 'moved back' | 'passed' | 'being merged to';

/** What keeps a run from going on with what was found in the worktree of a unit, beside where its branch has to stand. */
export const hindranceTo = (
  state: RunState,
  unit: string,
  { tip, descends }: Pick<Inspection, 'tip' | 'descends'>,
): Hindrance | undefined => {
  const step = state.steps.get(unit);
  const isCommitted = tip !== undefined && tip !== state.worktrees.get(unit)?.head.commit;
  if (isCommitted && !descends) return 'moved back';
  // Its last commit is what is merged: nothing looks at its files again.
  if (step?.state === 'passed' && step.merged === undefined) return 'passed';
  return isCommitted && isMergedTo(state, unit) ? 'being merged to' : undefined;
};

/** What a branch has to hold for the run to go on: of a step that is parked on it, where that began, as it is taken back. */
export const footing = (state: RunState, unit: string): Head | undefined => {
  const head = state.worktrees.get(unit)?.head;
  const parked = failedIn(state)
    .filter((path) => unitOf(state, path) === unit)
    .flatMap((path) => state.steps.get(path) ?? [])
    .find(({ failed }) => failed?.placeholder !== undefined && failed.placeholder === head?.commit);
  return parked?.base ?? head;
};

/**
 * The commits that a run cannot go on without in the worktree of a unit: where its branch stands, and what it goes back to,
 * by a step that is parked there or by what was announced already.
 */
export const neededIn = (state: RunState, unit: string): readonly Head[] => {
  const announced = [...state.intents.values()].flatMap((intent): readonly Head[] => {
    const goesBack = intent.type === 'UnwindIntended' || intent.type === 'ResetIntended';
    if (!goesBack || intent.unit !== unit) return [];
    return [{ commit: intent.event.data.to, tree: intent.event.data.tree }];
  });
  const stands = [state.worktrees.get(unit)?.head, footing(state, unit)];
  return [...stands.filter((head) => head !== undefined), ...announced];
};

/** Whether a parallel step is open there, whose units are merged onto the commit that the run knows. */
const isMergedTo = ({ steps, index }: RunState, unit: string): boolean =>
  [...steps.values()].some(({ path, state }) => {
    const place = index.steps.get(path);
    return place?.unit === unit && isParallel(place) && state !== 'passed';
  });
