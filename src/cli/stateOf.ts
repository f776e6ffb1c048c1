import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { LogUnreadable } from '../ports/eventLog.js';
import type { ReadableRun } from '../ports/runStore.js';
import { type Loaded, loadState } from '../projections/load.js';
import type { RunAccumulator } from '../projections/runState/state.js';
import { snapshotKey } from '../projections/snapshot.js';
import { FOLD_DIGEST } from './version.js';

/** What the log of a run folds to, in the end or at a cut. */
export const stateOf = (
  { log, snapshots }: ReadableRun,
  cut?: number,
): TE.TaskEither<LogUnreadable, Loaded<RunAccumulator>> =>
  loadState(log, snapshots, snapshotKey(FOLD_DIGEST), cut);
