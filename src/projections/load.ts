import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ScanEnd } from '../events/scan.js';
import type { Position } from '../events/stored.js';
import type { EventReader, LogUnreadable } from '../ports/eventLog.js';
import type { Snapshots } from '../ports/snapshots.js';
import { apply, type Projection } from './projection.js';
import type { RunAccumulator } from './runState/state.js';
import { runState } from './runState.js';
import { restore } from './snapshot.js';

/** A projection of a whole log, and how that log ends. */
export interface Loaded<A> {
  readonly value: A;
  readonly scan: ScanEnd;
}

/** Folds a log from its beginning to its end, or to a cut. */
export const load = <A>(
  log: EventReader,
  projection: Projection<A>,
  cut = Number.POSITIVE_INFINITY,
): TE.TaskEither<LogUnreadable, Loaded<A>> => foldOn(log, projection, projection.empty(), undefined, cut);

/** A fold to go on from: nothing, or a snapshot and where it stands. */
export interface Start {
  readonly state: RunAccumulator;
  readonly from: Position | undefined;
}

/** The nearest snapshot at or before the cut that this log and this build of refold can go on from, else nothing. */
export const startFrom = (
  log: EventReader,
  snapshots: Snapshots,
  key: string,
  cut?: number,
): TE.TaskEither<LogUnreadable, Start> => {
  const nothing: Start = { state: runState.empty(), from: undefined };
  return pipe(
    snapshots.latest(key, cut),
    TE.chainW((snapshot) => {
      const state = snapshot && restore(snapshot);
      if (!snapshot || !state) return TE.right(nothing);
      const there: Start = { state, from: snapshot.position };
      return pipe(
        log.holds(snapshot.position),
        TE.map((holds) => (holds ? there : nothing)),
      );
    }),
  );
};

/** Folds the state of a run to its end, or to a cut, from a snapshot where there is one. */
export const loadState = (
  log: EventReader,
  snapshots: Snapshots,
  key: string,
  cut?: number,
): TE.TaskEither<LogUnreadable, Loaded<RunAccumulator>> =>
  pipe(
    startFrom(log, snapshots, key, cut),
    TE.chain(({ state, from }) => foldOn(log, runState, state, from, cut)),
  );

const foldOn = <A>(
  log: EventReader,
  projection: Projection<A>,
  value: A,
  from: Position | undefined,
  cut = Number.POSITIVE_INFINITY,
): TE.TaskEither<LogUnreadable, Loaded<A>> =>
  pipe(
    log.read((stored) => {
      if (stored.event.seq <= cut) apply(projection, value, stored);
    }, from),
    TE.map((scan) => ({ value, scan })),
  );
