import type { RunState } from '../projections/runState/state.js';
import { statusOf } from '../projections/status.js';

/** Whether a run that refold does not run can be closed so: what is completed can be put away, and was not given up; nothing else is closed twice. */
export const mayClose = (state: RunState, how: string): boolean => {
  if (!state.outside?.closed) return state.outside !== undefined;
  return how === 'archived' && statusOf(state, false) === 'completed';
};
