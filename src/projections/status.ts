import type { StepPath } from '../events/ids.js';
import type { Outliving } from './outliving.js';
import type { RunState } from './runState/state.js';
import { childrenOf } from './stepIndex.js';

/**
 * Where a run stands, in one word or few. `running` only while a live process holds its lease: the run of a dead owner is
 * `interrupted`, and always resumable; `running on its own` where an agent outlived that owner. `integrated` is one that
 * passed and was applied.
 */
export type Status =
  | 'prepared'
  | 'running'
  | 'running on its own'
  | 'interrupted'
  | 'stopped'
  | 'paused'
  | 'failed'
  | 'passed'
  | 'integrated'
  | 'discarded'
  | 'archived';

export const statusOf = (
  state: RunState,
  leaseHeld: boolean,
  outliving: readonly Outliving[] = [],
): Status => {
  if (leaseHeld) return 'running';
  if (state.ended) return state.ended.kind === 'archived' ? 'archived' : 'discarded';
  if (state.stop?.reason === 'passed' && state.applied?.commit !== undefined) return 'integrated';
  if (state.stop) return STOPPED[state.stop.reason] ?? 'stopped';
  if (outliving.length > 0) return 'running on its own';
  return state.steps.size === 0 ? 'prepared' : 'interrupted';
};

const STOPPED: { readonly [reason: string]: Status } = {
  passed: 'passed',
  failed: 'failed',
  interrupted: 'interrupted',
  paused: 'paused',
  forked: 'prepared',
};

/** Whether nothing is left to do in a run that stands like this. */
export const isOver = (status: Status): boolean => OVER[status];

const OVER: Readonly<Record<Status, boolean>> = {
  prepared: false,
  running: false,
  'running on its own': false,
  interrupted: false,
  stopped: false,
  paused: false,
  failed: false,
  passed: true,
  integrated: true,
  discarded: true,
  archived: true,
};

/** The paths of the steps that hold no others, in workflow order. */
export const leavesOf = (state: RunState, parent = ''): readonly StepPath[] =>
  childrenOf(state.index, parent).flatMap((path) =>
    childrenOf(state.index, path).length === 0 ? [path] : leavesOf(state, path),
  );
