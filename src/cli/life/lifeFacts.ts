import type { LifeFacts } from '../../engine/command.js';
import type { WritableRun } from '../../ports/runStore.js';
import type { RunState } from '../../projections/runState/state.js';
import { VERSION } from '../version.js';
import type { OpenedRun } from './drive.js';

/** What this process brings to the first life of a run. */
export const firstLife = (run: WritableRun): LifeFacts => ({
  lease: run.lease,
  refold: VERSION,
  process: run.holder,
  torn: run.torn,
});

/** What this process brings to another life; what events name already is left out. */
export const nextLife = (run: WritableRun, { tornFiles }: Pick<RunState, 'tornFiles'>): LifeFacts => ({
  ...firstLife(run),
  torn: run.torn.filter(({ file }) => !tornFiles.has(file)),
});

/** The same where the repository may have moved. */
export const lifeFacts = ({ run, state, moved }: OpenedRun): LifeFacts => ({
  ...nextLife(run, state),
  ...(moved ? { moved } : {}),
});
