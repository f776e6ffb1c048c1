import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry } from '../ports/runStore.js';
import { loadState } from '../projections/load.js';
import type { RunState } from '../projections/runState/state.js';
import { snapshotKey } from '../projections/snapshot.js';
import type { Reading } from './compose/reading.js';
import { FOLD_DIGEST } from './version.js';

/** Whether the state of a run is such that a command is meant for it; one that cannot be told is left to be named. */
export const whoseState =
  ({ store }: Reading, fits: (state: RunState) => boolean) =>
  async (entry: RunEntry): Promise<boolean> => {
    const loaded = await pipe(
      store.open(entry),
      TE.chainW((run) => loadState(run.log, run.snapshots, snapshotKey(FOLD_DIGEST))),
    )();
    return E.isRight(loaded) && loaded.right.value.run !== undefined && fits(loaded.right.value);
  };
