import type { RunState } from '../../projections/runState/state.js';
import type { LifeFacts } from '../command.js';
import { emit, type Part } from './decision.js';

/** What every life begins with. */
export const beginLife = (state: RunState, { torn, moved, ...facts }: LifeFacts): readonly Part[] => [
  emit('LifeBegan', { life: state.life + 1, ...facts }),
  ...(torn.length === 0 ? [] : [emit('LogRepaired', { after: state.seq, torn })]),
  ...noteMove(moved),
];

/** A process that does two things lives once. */
export const lifeOnce = (state: RunState, life: LifeFacts): readonly Part[] =>
  state.lives.get(state.life)?.lease === life.lease ? [] : beginLife(state, life);

/** Where the repository has gone, where nothing in the log says so yet. */
export const noteMove = (moved: LifeFacts['moved']): readonly Part[] =>
  moved ? [emit('RepositoryMoved', moved)] : [];
