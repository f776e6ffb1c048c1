import type { LifeFacts } from '../engine/command.js';
import type { WritableRun } from '../ports/runStore.js';
import type { OpenedRun } from './drive.js';
import { VERSION } from './version.js';

/** What this process brings to the first life of a run. */
export const firstLife = (run: WritableRun): LifeFacts => ({
  lease: run.lease,
  refold: VERSION,
  process: run.holder,
  torn: run.torn,
});

/** What this process brings to the life that it begins; what events name already is left out. */
export const lifeFacts = ({ run, state, moved }: OpenedRun): LifeFacts => ({
  ...firstLife(run),
  torn: run.torn.filter(({ file }) => !state.tornFiles.has(file)),
  ...(moved ? { moved } : {}),
});
