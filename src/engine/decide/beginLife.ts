import type { RunState } from '../../projections/runState/state.js';
import type { LifeFacts } from '../command.js';
import { emit, type Part } from './rejection.js';

/** What every life begins with. */
export const beginLife = (state: RunState, { torn, ...facts }: LifeFacts): readonly Part[] => [
  emit('LifeBegan', { life: state.life + 1, ...facts }),
  ...(torn.length === 0 ? [] : [emit('LogRepaired', { after: state.seq, torn })]),
];
