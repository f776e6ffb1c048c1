import { catalogue } from '../../events/catalogue.js';
import type { RunState } from '../../projections/runState/state.js';
import { stopOf } from '../decide/stop.js';
import { type Effect, type Intent, record } from '../effect.js';

/**
 * Intents of earlier lives are looked after before anything else. Processes are settled first; then worktrees that are
 * gone are made again, and only then anything is done in them. Undefined if there is nothing of either.
 */
export const settleAll = (state: RunState, unsettled: readonly Intent[]): readonly Effect[] | undefined => {
  // A stop leaves lost worktrees to the next life; before a replay everything is brought to its end.
  const missing = state.stopping && state.stopping.reason !== 'replay' ? [] : missingIn(state);
  const processes = unsettled.filter(isProcess);
  if (missing.length > 0 && processes.length === 0) return missing.map((unit) => makeAgain(state, unit));
  const due = missing.length > 0 ? processes : unsettled.filter((intent) => hasItsPlace(state, intent));
  return due.length > 0 ? oneInEach(due).flatMap((intent) => settle(state, intent)) : undefined;
};

/**
 * What is finished in one worktree is finished one after the other, the latest first: it was announced when it was known
 * that the one before could not be carried out.
 */
const oneInEach = (due: readonly Intent[]): readonly Intent[] =>
  due.filter((intent, at) =>
    isProcess(intent)
      ? !isToBeLaunched(intent) || !due.some((other) => shares(intent, other))
      : !due.some((other, after) => after > at && shares(intent, other)),
  );

/** A call that was announced and never spawned is launched when it is settled: it waits until nothing is finished there. */
const isToBeLaunched = ({ type, spawned }: Intent): boolean =>
  type === 'CallIntended' && spawned === undefined;

const shares = (intent: Intent, other: Intent): boolean => !isProcess(other) && other.unit === intent.unit;

/**
 * A run that is done with: its processes end, and what they said counts; what was to be done in git is not done any
 * more, as all that is there is kept as it is. Then everything goes.
 */
export const disposeOf = (state: RunState, intents: readonly Intent[]): readonly Effect[] => {
  if (state.stopping) return [record({ type: 'StopRun', ...stopOf(state.stopping) })];
  const processes = intents.filter(isProcess);
  if (processes.length > 0) return processes.flatMap((intent) => settle(state, intent));
  return intents
    .filter(({ type }) => type === 'DisposalIntended')
    .map((intent) => ({ kind: 'perform', intent }));
};

const missingIn = ({ worktrees }: RunState): readonly string[] =>
  [...worktrees].filter(([, { state }]) => state === 'missing').map(([unit]) => unit);

/** What is to be done in a worktree that is gone waits until that is made again, if need be for the next life. */
const hasItsPlace = ({ worktrees }: RunState, intent: Intent): boolean =>
  isProcess(intent) || intent.type === 'WorktreeIntended' || worktrees.get(intent.unit)?.state !== 'missing';

const makeAgain = ({ intents }: RunState, unit: string): Effect => {
  const making = [...intents.values()].find((one) => one.type === 'WorktreeIntended' && one.unit === unit);
  return making ? { kind: 'settle', intent: making } : record({ type: 'IntendWorktree', unit });
};

/** A process that nobody waits for any more, because of a stop, a replay or itself, is stopped while it is settled. */
const settle = (state: RunState, intent: Intent): readonly Effect[] => {
  const unwanted =
    state.stopping !== undefined ||
    state.ended !== undefined ||
    isOrphan(state, intent) ||
    hasGoneTooFar(state, intent);
  const stop: readonly Effect[] = unwanted && isProcess(intent) ? [{ kind: 'stop', intent }] : [];
  return [...stop, { kind: 'settle', intent }];
};

/** Whether an agent is to be stopped while it is followed to its end: its guard has tripped, or it began another session. */
export const hasGoneTooFar = (state: RunState, { type, event }: Intent): boolean => {
  const attempt = type === 'CallIntended' ? state.steps.get(event.data.path)?.attempt : undefined;
  return attempt?.guard !== undefined || attempt?.lost?.intent === event.seq;
};

const isProcess = (intent: Intent): boolean => catalogue[intent.type].settledBy !== 'finish';

/** Whether the attempt that a process belongs to is gone. */
const isOrphan = (state: RunState, { type, event }: Intent): boolean => {
  if (type !== 'CallIntended' && type !== 'GateIntended' && type !== 'ContextIntended') return false;
  const attempt = state.steps.get(event.data.path)?.attempt;
  return attempt === undefined || attempt.seq > event.seq;
};

/** A stop was asked for: processes end, commits are finished, what is left uncommitted is kept, then it is said. */
export const windDown = (
  state: RunState,
  stopping: NonNullable<RunState['stopping']>,
  intents: readonly Intent[],
): readonly Effect[] => {
  const waited = intents.filter(
    (intent) => !stopping.givenUp.has(intent.event.seq) && hasItsPlace(state, intent),
  );
  if (waited.length > 0) {
    const stops = waited.filter(isProcess).map((intent): Effect => ({ kind: 'stop', intent }));
    return [...stops, ...waited.map((intent): Effect => ({ kind: 'perform', intent }))];
  }
  const hasLastWord = intents.some((intent) => isLastWord(state, intent));
  const units = hasLastWord ? [] : unkeptIn(state, stopping);
  return units.length > 0 ? [{ kind: 'salvage', units }] : [record({ type: 'StopRun', ...stopOf(stopping) })];
};

/** The worktrees that may hold what nobody has committed or kept: not those of units that have passed. */
const unkeptIn = (
  { worktrees, steps }: RunState,
  { workKept }: NonNullable<RunState['stopping']>,
): readonly string[] =>
  [...worktrees]
    .filter(([unit, { state }]) => state === 'ready' && !workKept.has(unit))
    .map(([unit]) => unit)
    .filter((unit) => steps.get(unit)?.state !== 'passed');

/** Work in progress that could be neither kept nor put back where it belongs stays in the worktree as it is. */
const isLastWord = (state: RunState, { type, event, life }: Intent): boolean =>
  life === state.life &&
  (state.stopping?.givenUp.has(event.seq) ?? false) &&
  (type === 'ReattachIntended' || (type === 'CommitIntended' && event.data.kind === 'work'));
