import type { RunState } from './runState/state.js';

/** Whether some agent of a run was in this session, by the id that the agent gave it. A fork has none of its parent's. */
export const holdsSession = ({ sessions }: RunState, id: string): boolean =>
  [...sessions].some(([key, { dropped }]) => dropped !== 'forked' && key.slice(key.indexOf(' ') + 1) === id);
