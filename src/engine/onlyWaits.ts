import type { RunState } from '../projections/runState/state.js';
import { plan } from './plan.js';

/** Whether a run that stands still for a person would only do so again, if it went on without an answer. */
export const onlyWaits = (state: RunState): boolean => {
  if (state.stop?.reason !== 'paused' || state.intents.size > 0) return false;
  const [next, ...others] = plan({ ...state, stop: undefined, stopping: undefined });
  return (
    others.length === 0 &&
    next?.kind === 'record' &&
    next.command.type === 'RequestStop' &&
    next.command.reason === 'paused'
  );
};
