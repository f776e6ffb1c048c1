import type { RunState } from './runState/state.js';

/** Whether some agent of a run was in this conversation, by the id that the agent gave it. */
export const holdsSession = ({ sessions }: RunState, id: string): boolean =>
  [...sessions.keys()].some((key) => key.slice(key.indexOf(' ') + 1) === id);
