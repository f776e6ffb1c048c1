import type { StepPath } from '../events/ids.js';
import { isOfFailure } from '../events/stop.js';
import type { Stored } from '../events/stored.js';
import { livesOn, type Outliving } from './outliving.js';
import type { RunState } from './runState/state.js';
import { childrenOf } from './stepIndex.js';

/**
 * Where a run stands, in one word or few. `running` only while a live process holds its lease: the run of a dead owner is
 * `interrupted`, and always resumable, with `(reviewing)` behind it if what was cut off is the review of a turn; `running on its own` as long as an
 * agent that outlived that owner is at work. `stopped (budget)` is one that reached a limit, `integrated` one that passed and was applied.
 */
export type Status =
  | 'prepared'
  | 'running'
  | 'running on its own'
  | 'interrupted'
  | 'interrupted (reviewing)'
  | 'stopped'
  | 'stopped (budget)'
  | 'paused'
  | 'failed'
  | 'passed'
  | 'integrated'
  | 'discarded'
  | 'archived'
  | OutsideStatus;

/** Where a workflow stands that refold does not run: whether it is at work, nobody here knows. */
export type OutsideStatus = 'active' | 'completed';

/** Where a run stands, by its log, and whether somebody holds it or an agent of it lives on. */
export const statusOf = (
  state: RunState,
  leaseHeld: boolean,
  outliving: readonly Outliving[] = [],
): Status => {
  if (state.outside) return outsideStatus(state.outside.closed?.how);
  if (leaseHeld) return 'running';
  if (state.ended) return state.ended.kind === 'archived' ? 'archived' : 'discarded';
  if (state.stop?.reason === 'passed' && state.applied?.commit !== undefined) return 'integrated';
  if (state.stop?.limit !== undefined) return 'stopped (budget)';
  if (state.stop && state.stop.reason !== 'interrupted') return stoppedFor(state.stop.reason);
  if (!state.stop && livesOn(outliving)) return 'running on its own';
  if (state.steps.size === 0) return state.stop ? 'interrupted' : 'prepared';
  return isReviewing(state) ? 'interrupted (reviewing)' : 'interrupted';
};

const outsideStatus = (closed: string | undefined): Status => {
  if (closed === undefined) return 'active';
  if (closed === 'completed' || closed === 'archived') return closed;
  return 'discarded';
};

const stoppedFor = (reason: string): Status =>
  isOfFailure(reason) ? 'failed' : (STOPPED[reason] ?? 'stopped');

const STOPPED: { readonly [reason: string]: Status } = {
  passed: 'passed',
  paused: 'paused',
  forked: 'prepared',
};

/** Whether the turn of some worker is done, and what is missing is the verdict on it. */
export const isReviewing = ({ steps }: RunState): boolean =>
  [...steps.values()].some(
    ({ state, attempt }) =>
      state === 'running' &&
      attempt?.review?.accepted === false &&
      attempt.work !== undefined &&
      !attempt.turn.due &&
      !attempt.failed,
  );

/** Whether something goes on in a run that stands like this. */
export const isAtWork = (status: Status): status is 'running' | 'running on its own' =>
  status === 'running' || status === 'running on its own';

/** Whether nothing is left to do in a run that stands like this; one that is neither over nor at work is called unfinished. */
export const isOver = (status: Status): boolean => OVER[status];

const OVER: Readonly<Record<Status, boolean>> = {
  prepared: false,
  running: false,
  'running on its own': false,
  interrupted: false,
  'interrupted (reviewing)': false,
  stopped: false,
  'stopped (budget)': false,
  paused: false,
  failed: false,
  passed: true,
  integrated: true,
  discarded: true,
  archived: true,
  active: false,
  completed: true,
};

/** Every word for where a run stands. */
export const STATUSES = Object.keys(OVER) as readonly Status[];

/** Whether nothing is left to do in a run whose log ends with this event. */
export const endsRun = ({ known, event }: Stored): boolean =>
  known && (event.type === 'RunStopped' ? event.data.reason === 'passed' : ENDS.has(event.type));

const ENDS: ReadonlySet<string> = new Set(['RunDiscarded', 'RunArchived', 'OutsideRunClosed']);

/** The paths of the steps that hold no others, in workflow order. */
export const leavesOf = (state: RunState, parent = ''): readonly StepPath[] =>
  childrenOf(state.index, parent).flatMap((path) =>
    childrenOf(state.index, path).length === 0 ? [path] : leavesOf(state, path),
  );
