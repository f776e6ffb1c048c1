import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Event, EventOf } from '../../events/catalogue.js';
import type { Stored } from '../../events/stored.js';
import type { LogUnreadable } from '../../ports/eventLog.js';
import type { Move, OpenError, ReadableRun, RunLibrary, RunRef } from '../../ports/runStore.js';
import { type Loaded, loadState, type Start, startFrom } from '../../projections/load.js';
import { moveRepository } from '../../projections/runState/onRun.js';
import type { RunAccumulator } from '../../projections/runState/state.js';
import { snapshotKey } from '../../projections/snapshot.js';
import { FOLD_DIGEST } from '../version.js';

/** What folds of runs are saved under by this build, and found again. */
export const SNAPSHOT_KEY = snapshotKey(FOLD_DIGEST);

/** The fold of a run as it was saved last, and where in the log to go on; at its beginning, where there is none. */
export const startOf = ({
  log,
  snapshots,
}: Pick<ReadableRun, 'log' | 'snapshots'>): TE.TaskEither<LogUnreadable, Start> =>
  startFrom(log, snapshots, SNAPSHOT_KEY);

/** What the log of a run folds to, in the end or at a cut; in the end, its repository is where it is by now. */
export const stateOf = (
  { log, snapshots, moved }: ReadableRun,
  cut?: number,
): TE.TaskEither<LogUnreadable, Loaded<RunAccumulator>> =>
  pipe(
    loadState(log, snapshots, SNAPSHOT_KEY, cut),
    TE.map((loaded) => {
      if (cut === undefined) followMove(loaded.value, moved);
      return loaded;
    }),
  );

/** What the log of a kept run folds to. */
export const stateIn = (store: RunLibrary, ref: RunRef): TE.TaskEither<OpenError, Loaded<RunAccumulator>> =>
  pipe(
    store.open(ref),
    TE.chainW((run) => stateOf(run)),
  );

/** The same; undefined where the log cannot be read to its end. What was cut off in its last line is its end. */
export const wholeStateIn = async (store: RunLibrary, ref: RunRef): Promise<RunAccumulator | undefined> => {
  const loaded = await stateIn(store, ref)();
  return E.isRight(loaded) && loaded.right.scan.tail.kind !== 'damaged' ? loaded.right.value : undefined;
};

/** What the log of a kept run begins with; undefined where that cannot be told. */
export const firstEventIn = async (store: RunLibrary, ref: RunRef): Promise<Event | undefined> => {
  const first = await firstIn(store, ref)();
  return E.isRight(first) && first.right?.known ? first.right.event : undefined;
};

/** Why the log of a kept run cannot be read, if the system refuses it; one that is damaged or lost can be read. */
export const whyUnreadable = async (store: RunLibrary, ref: RunRef): Promise<LogUnreadable | undefined> => {
  const first = await firstIn(store, ref)();
  return E.isLeft(first) && first.left._tag === 'LogUnreadable' ? first.left : undefined;
};

const firstIn = (store: RunLibrary, ref: RunRef): TE.TaskEither<OpenError, Stored | undefined> =>
  pipe(
    store.open(ref),
    TE.chainW(({ log }) => log.first()),
  );

/** Whether a run begins with this, of refold's own or of those that it does not run. */
export const isCreation = (event: Event): event is EventOf<'RunCreated'> | EventOf<'OutsideRunCreated'> =>
  event.type === 'RunCreated' || event.type === 'OutsideRunCreated';

/**
 * Looks for the repository of a run where it has gone. Answers what the log does not say of that yet: the next life
 * notes it.
 */
export const followMove = (state: RunAccumulator, moved: Move | undefined): Move | undefined => {
  if (state.outside && moved && state.outside.repository.gitDir !== moved.gitDir) {
    const { repository } = state.outside;
    moveRepository(state, { gitDir: moved.gitDir, root: rootAfter(repository, moved) });
  }
  const from = state.run?.repository.gitDir;
  if (from === undefined || moved === undefined || from === moved.gitDir) return undefined;
  moveRepository(state, moved);
  return { ...moved, from };
};

/** Where a checkout is whose repository has moved: as far from it as it was, or where it was, if it has stayed. */
const rootAfter = ({ root, gitDir }: Pick<Move, 'root' | 'gitDir'>, moved: Move): string => {
  const along = join(moved.gitDir, relative(gitDir, root));
  return [along, root].find((place) => existsSync(place)) ?? moved.root;
};
