import * as E from 'fp-ts/lib/Either.js';
import type { DataOf } from '../events/catalogue.js';
import type { ObjectId, RunId, StepPath } from '../events/ids.js';
import type { LimitSetting } from '../events/limits.js';
import { isOfFailure } from '../events/stop.js';
import type { WorkflowTree } from '../events/tree.js';
import { changesTo, type Gauge, limitsOf } from '../projections/limits.js';
import { failedIn } from '../projections/runState/failedIn.js';
import type { RunState } from '../projections/runState/state.js';
import { leavesOf, statusOf } from '../projections/status.js';
import {
  addTasks,
  ancestorsOf,
  clearedFrom,
  fromStepOn,
  heldBy,
  indexSteps,
  isUnit,
  type StepIndex,
} from '../projections/stepIndex.js';
import { unitOf, worktreeOf } from '../projections/worktrees.js';
import type { ReplayOrder } from './command.js';
import { reachedBy, stillReached } from './limits.js';
import { isClearedBy, isResetBy } from './redo.js';
import { inheritedRef, mainBranch } from './refs.js';
import { heldUp, type Refusal, refusalOf } from './refusal.js';
import { begunOf, replayTarget } from './replayTarget.js';

/** What a plan needs to know that the log cannot tell. */
export interface Surroundings {
  /** The worktrees that are not where the log says they are, by their units; that of the run under the empty path. */
  readonly missing: readonly string[];
  /** The files that the workflow was read from and that are not any more as the run holds them. */
  readonly changed: readonly string[];
  /** The steps whose placeholder somebody has gone on from. */
  readonly goneOn?: readonly StepPath[];
  /** How many bytes the folder of the run takes, where that was looked at. */
  readonly bytes?: number;
  /** How many agents went on behind a dead engine, where that was looked at. */
  readonly unheard?: number;
}

/** How many steps and intents a plan names; nothing in an event may grow with its run. */
const NAMED = 10;

/** How many worktrees of units one life makes again; the others are found gone by the next one. */
const MOST_UNITS = 1_000;

/** What a resume will do; nothing has happened yet. */
export const planResume = (
  state: RunState,
  { missing, changed, goneOn = [], ...gauge }: Surroundings,
  limits: readonly LimitSetting[] = [],
): E.Either<Refusal, DataOf<'RunResumed'>> => {
  const refusal = heldUp(state);
  if (refusal) return E.left(refusal);
  if (state.stop?.reason === 'passed') return E.left({ _tag: 'NothingToDo' });
  const limit = stillReached(state, gauge, limits);
  if (limit) return E.left(atLimit(state, limit));
  const leaves = leavesOf(state).map((path) => ({ path, step: state.steps.get(path) }));
  const failed = state.stop && isOfFailure(state.stop.reason) ? failedIn(state) : [];
  const settling = [...state.intents.keys()];
  const pending = leaves.filter(({ step }) => step === undefined || step.state === 'running');
  return E.right({
    was: statusOf(state, false),
    retried: failed.slice(0, NAMED).map((path) => retryOf(state, path, goneOn)),
    ...(failed.length > NAMED ? { retriedCount: failed.length } : {}),
    skipped: leaves.filter(({ step }) => step?.state === 'passed').length,
    pending: { count: pending.length, next: pending.slice(0, NAMED).map(({ path }) => path) },
    settling: settling.slice(0, NAMED),
    ...(settling.length > NAMED ? { settlingCount: settling.length } : {}),
    ...(state.stop ? { lastStop: { reason: state.stop.reason, seq: state.stop.seq } } : {}),
    ...recreations(state, missing),
    ...(changed.length > 0 ? { changed } : {}),
    ...budgetOf(state, gauge, changesTo(state, limits)),
  });
};

const atLimit = ({ run }: RunState, { limit = '', detail = '' }: DataOf<'StopRequested'>): Refusal => ({
  _tag: 'LimitReached',
  number: run?.number ?? 0,
  limit,
  detail,
});

/** What a run is held to before and after a life begins with these changes; nothing where it is held to nothing. */
export const budgetOf = (
  state: RunState,
  gauge: Gauge,
  changes: readonly LimitSetting[],
): Pick<DataOf<'RunResumed'>, 'budget'> => {
  const before = limitsOf(state, gauge);
  const began = state.lives.get(state.life)?.at;
  const after = limitsOf(state, { ...gauge, ...(began === undefined ? {} : { now: began }) }, changes);
  return after.length === 0 ? {} : { budget: { before, after } };
};

/** The first steps that failed for good and left something: the branch that it is parked on, and what that stood on before. */
export const parkedIn = (
  state: RunState,
): readonly {
  readonly path: StepPath;
  readonly branch: string;
  readonly placeholder: ObjectId;
  readonly base: ObjectId;
}[] =>
  failedIn(state)
    .slice(0, NAMED)
    .flatMap((path) => {
      const { failed, base } = state.steps.get(path) ?? {};
      const branch = worktreeOf(state, path)?.branch;
      if (!failed?.placeholder || !base || !branch) return [];
      return [{ path, branch, placeholder: failed.placeholder, base: base.commit }];
    });

const retryOf = (
  { steps }: RunState,
  path: StepPath,
  goneOn: readonly StepPath[],
): DataOf<'RunResumed'>['retried'][number] => {
  const { reason = 'failed', placeholder } = steps.get(path)?.failed ?? {};
  if (placeholder === undefined) return { path, reason };
  return { path, reason, placeholder, ...(goneOn.includes(path) ? { stays: true } : {}) };
};

/** What a replay from this step will do, held to the limits of the run with these changes, or to none; nothing has happened yet. */
export const planReplay = (
  state: RunState,
  wanted: string,
  { missing, changed, bytes }: Surroundings,
  again?: ReadAgain,
  limits?: readonly LimitSetting[],
): E.Either<Refusal, ReplayOrder> => {
  const refusal = heldUp(state);
  if (refusal) return E.left(refusal);
  const found = replayTarget(state, wanted);
  if (E.isLeft(found)) return found;
  const { meant, ...target } = found.right;
  const { from } = target;
  const begun = begunOf(state, target).flatMap((path) => state.steps.get(path) ?? []);
  const [step] = begun;
  if (!step) return E.left({ _tag: 'StepNotStarted', path: meant?.first[0] ?? from });
  const difference = again && differenceBefore(state, from, again.workflow.tree);
  if (difference) return E.left({ _tag: 'WorkflowDiffers', ...difference });
  // What agents used behind a dead engine is heard before: the run comes to rest first.
  const limit = limits && reachedBy(state, step.path, bytes === undefined ? {} : { bytes }, limits);
  if (limit) return E.left(atLimit(state, limit));
  const resets = resetsFor(state, step.path);
  const cleared = clearedFrom(state.index, target).filter((at) => state.steps.has(at));
  return E.right({
    ...target,
    cut: begun.reduce((first, { seq }) => Math.min(first, seq), step.seq) - 1,
    cleared: cleared.slice(0, NAMED),
    ...(cleared.length > NAMED ? { clearedCount: cleared.length } : {}),
    resetTo: step.base.commit,
    resets,
    settling: [],
    ...recreations(state, missing, resets, cleared),
    ...(changed.length > 0 ? { changed } : {}),
    ...(meant ? { meant } : {}),
    ...again,
  });
};

/** A workflow as it was read again, and the values that its variables are given. */
export type ReadAgain = Required<Pick<DataOf<'RunReplayed'>, 'workflow'>> &
  Pick<DataOf<'RunReplayed'>, 'set' | 'asked'>;

/** The first place before the step that is replayed in which the workflow is not the one that has run. */
const differenceBefore = (
  { index, tasks }: RunState,
  path: StepPath,
  tree: WorkflowTree,
): Omit<Extract<Refusal, { _tag: 'WorkflowDiffers' }>, '_tag'> | undefined => {
  const other = indexSteps(tree);
  for (const [split, list] of tasks) addTasks(other, split, list);
  const [was, now] = [stepsUpTo(index, path), stepsUpTo(other, path)];
  const at = was.findIndex((step, place) => step !== now[place]);
  const place = at < 0 && now.length > was.length ? was.length : at;
  if (place < 0) return undefined;
  return { path, was: was[place] ?? 'nothing', now: now[place] ?? 'nothing' };
};

/** The steps that stay when this one is replayed, and itself, with their types. */
const stepsUpTo = (index: StepIndex, path: StepPath): readonly string[] => {
  const cleared = new Set(fromStepOn(index, path));
  const walk = (parent: string): readonly StepPath[] =>
    (parent === '' ? index.roots : heldBy(index, parent)).flatMap((at) => {
      if (at === path) return [at];
      return cleared.has(at) ? [] : [at, ...walk(at)];
    });
  return walk('').map((at) => {
    const place = index.steps.get(at);
    return `${at} (${place?.node.type}${place && isUnit(place) ? ', beside others' : ''})`;
  });
};

/** The worktrees that were there and are needed: of a unit that has passed, the branch is enough unless it is reset. */
const recreations = (
  { worktrees, steps }: RunState,
  missing: readonly string[],
  resets: ReplayOrder['resets'] = [],
  cleared: readonly StepPath[] = [],
) => {
  const lost = missing.filter((unit) => (worktrees.get(unit)?.state ?? 'none') !== 'none');
  const [isReset, isCleared] = [isResetBy(resets), isClearedBy(cleared)];
  const removed = [...worktrees].filter(([unit, { state }]) => state === 'none' && isReset(unit));
  const needed = lost.filter(
    (unit) => isReset(unit) || (steps.get(unit)?.state !== 'passed' && !isCleared(unit)),
  );
  const units = [...removed.map(([unit]) => unit), ...needed].filter((unit) => unit !== '');
  return {
    ...(lost.includes('') ? { recreates: true } : {}),
    ...(units.length > 0 ? { recreatesUnits: units.slice(0, MOST_UNITS) } : {}),
  };
};

/**
 * Where worktrees go back to: that of the step to where the step began; and that of every step around a unit which was
 * merged already to before it was. A unit that is cleared as a whole gets a new worktree instead.
 */
const resetsFor = (state: RunState, path: StepPath): ReplayOrder['resets'] => {
  const { index, steps } = state;
  const base = steps.get(path)?.base;
  const unit = unitOf(state, path);
  const own = base && unit !== path ? [{ unit, to: base }] : [];
  const around = [path, ...ancestorsOf(index, path)].flatMap((at) => {
    const place = index.steps.get(at);
    const onto = steps.get(at)?.merged?.onto;
    return place && isUnit(place) && onto ? [{ unit: unitOf(state, place.parent), to: onto }] : [];
  });
  return [...own, ...around].map(({ unit: of, to }) => ({ unit: of, to: { ...to } }));
};

/** Whether nothing is under way and what is not committed is kept, so that steps can be cleared. */
export const isAtRest = ({ stop, intents }: RunState): boolean =>
  stop !== undefined &&
  intents.size === 0 &&
  (AT_REST.has(stop.reason) || isOfFailure(stop.reason) || stop.limit !== undefined);

const AT_REST: ReadonlySet<string> = new Set(['passed', 'interrupted', 'replay', 'forked']);

/** What a run that is about to be brought to rest needs to have again for that. */
export const planRest = (state: RunState, { missing }: Surroundings) => recreations(state, missing);

/** Where a fork is made: its id and number, and the folder that it is to be kept in. */
export interface ForkPlace {
  readonly run: RunId;
  readonly number: number;
  readonly folder: string;
  readonly refold: string;
}

/** What makes a run of its own of the events that led here, once it is known where it is made. */
export const planFork = (
  state: RunState,
  cutHash: string,
): E.Either<Refusal, (place: ForkPlace) => DataOf<'RunForked'>> => {
  const refusal = refusalOf(state);
  if (refusal || !state.run) return E.left(refusal ?? { _tag: 'NotCreated' });
  const from = { parent: state.run.run, cut: state.seq, cutHash };
  return E.right(({ run, number, folder, refold }) => ({
    ...from,
    run,
    number,
    refold,
    branch: mainBranch(run),
    worktree: `${folder}/worktree`,
    keeps: inheritedRef(run),
  }));
};
