import * as E from 'fp-ts/lib/Either.js';
import type { DataOf } from '../events/catalogue.js';
import type { StepPath } from '../events/ids.js';
import type { RunState } from '../projections/runState/state.js';
import { leavesOf, statusOf } from '../projections/status.js';
import { ancestorsOf, childrenOf, fromStepOn, isUnit } from '../projections/stepIndex.js';
import { unitOf } from '../projections/worktrees.js';
import type { ReplayOrder } from './command.js';

/** What a plan needs to know that the log cannot tell. */
export interface Surroundings {
  /** The worktrees that are not where the log says they are, by their units; that of the run under the empty path. */
  readonly missing: readonly string[];
}

/** Why nothing is resumed or replayed. */
export type Refusal =
  | { readonly _tag: 'NothingToDo' }
  | { readonly _tag: 'NotCreated' }
  /** A newer refold wrote an event that must not be passed over. */
  | { readonly _tag: 'NewerLog'; readonly type: string; readonly seq: number; readonly refold: string }
  | { readonly _tag: 'NoSuchStep'; readonly wanted: string; readonly candidates: readonly StepPath[] }
  | { readonly _tag: 'StepNotStarted'; readonly path: StepPath };

/** How many of the steps to come a plan names. */
const NAMED_PENDING = 10;

/** What a resume will do; nothing has happened yet. */
export const planResume = (
  state: RunState,
  { missing }: Surroundings,
): E.Either<Refusal, DataOf<'RunResumed'>> => {
  const refusal = refusalOf(state);
  if (refusal) return E.left(refusal);
  if (state.stop?.reason === 'passed') return E.left({ _tag: 'NothingToDo' });
  const leaves = leavesOf(state).map((path) => ({ path, step: state.steps.get(path) }));
  const failed = state.stop?.reason === 'failed' ? failedIn(state, '') : [];
  const pending = leaves.filter(({ step }) => step === undefined || step.state === 'running');
  const [unwinds] = failed.flatMap(({ step }) => step?.failed?.placeholder ?? []);
  return E.right({
    was: statusOf(state, false),
    retried: failed.map(({ path, step }) => ({ path, reason: step?.failed?.reason ?? 'failed' })),
    skipped: leaves.filter(({ step }) => step?.state === 'passed').length,
    pending: { count: pending.length, next: pending.slice(0, NAMED_PENDING).map(({ path }) => path) },
    settling: [...state.intents.keys()],
    ...(state.stop ? { lastStop: { reason: state.stop.reason, seq: state.stop.seq } } : {}),
    ...(unwinds === undefined ? {} : { unwinds }),
    ...recreations(state, missing),
  });
};

/** The steps that failed by themselves: of one that failed because of what it holds, those below. */
const failedIn = (
  state: RunState,
  parent: string,
): readonly { readonly path: StepPath; readonly step: ReturnType<RunState['steps']['get']> }[] =>
  childrenOf(state.index, parent).flatMap((path) => {
    const step = state.steps.get(path);
    if (step?.state !== 'failed') return [];
    const below = failedIn(state, path);
    return below.length > 0 ? below : [{ path, step }];
  });

/** What a replay from this step will do; nothing has happened yet. */
export const planReplay = (
  state: RunState,
  wanted: string,
  { missing }: Surroundings,
): E.Either<Refusal, ReplayOrder> => {
  const refusal = refusalOf(state);
  if (refusal) return E.left(refusal);
  const found = stepsNamed(state, wanted);
  const path = found[0] === undefined ? undefined : ownerOf(state, found[0]);
  if (path === undefined || found.length > 1) {
    const candidates = found.length > 1 ? found : [...state.index.steps.keys()];
    return E.left({ _tag: 'NoSuchStep', wanted, candidates });
  }
  const step = state.steps.get(path);
  if (!step) return E.left({ _tag: 'StepNotStarted', path });
  const resets = resetsFor(state, path);
  return E.right({
    from: path,
    cut: step.seq - 1,
    cleared: fromStepOn(state.index, path).filter((at) => state.steps.has(at)),
    resetTo: step.base.commit,
    resets,
    settling: [...state.intents.keys()],
    ...recreations(state, missing, resets),
  });
};

/** The worktrees that were there and are needed: of a unit that has passed, the branch is enough unless it is reset. */
const recreations = (
  { worktrees, steps }: RunState,
  missing: readonly string[],
  resets: ReplayOrder['resets'] = [],
) => {
  const lost = missing.filter((unit) => (worktrees.get(unit)?.state ?? 'none') !== 'none');
  const isReset = (unit: string): boolean => resets.some((reset) => reset.unit === unit);
  const removed = [...worktrees].filter(([unit, { state }]) => state === 'none' && isReset(unit));
  const needed = lost.filter((unit) => steps.get(unit)?.state !== 'passed' || isReset(unit));
  const units = [...needed, ...removed.map(([unit]) => unit)].filter((unit) => unit !== '');
  return {
    ...(lost.includes('') ? { recreates: true } : {}),
    ...(units.length > 0 ? { recreatesUnits: units } : {}),
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

const refusalOf = (state: RunState): Refusal | undefined => {
  if (state.critical) return { _tag: 'NewerLog', ...state.critical };
  return state.run ? undefined : { _tag: 'NotCreated' };
};

/** What runs before an agent, or judges it, belongs to its step: that one is replayed as a whole. */
const ownerOf = ({ index }: RunState, path: StepPath): StepPath => {
  const aside = [path, ...ancestorsOf(index, path)].findLast((at) => index.steps.get(at)?.aside);
  return aside === undefined ? path : (index.steps.get(aside)?.parent ?? path);
};

/** The step of this path, else every step that bears this name. */
const stepsNamed = (state: RunState, wanted: string): readonly StepPath[] => {
  if (state.index.steps.has(wanted)) return [wanted];
  return [...state.index.steps.values()].filter(({ node }) => node.name === wanted).map(({ path }) => path);
};
