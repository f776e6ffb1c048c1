import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { endOfBatch } from '../events/envelope.js';
import type { ScanEnd } from '../events/scan.js';
import type { Position, Stored } from '../events/stored.js';
import type { EventReader, LogUnreadable } from '../ports/eventLog.js';
import { type Named, named } from './named.js';
import { apply, type Projection } from './projection.js';
import type { RunAccumulator } from './runState/state.js';
import { runState } from './runState.js';

/** A log up to a cut, as a fork goes on from it. */
export interface ForkPoint {
  state: RunAccumulator;
  /** What its events name. */
  named: Named;
  /** Where they end; undefined before the first. */
  position: Position | undefined;
}

/** What a log holds up to a cut, and how the whole of it ends. */
export interface LoadedForkPoint extends ForkPoint {
  readonly scan: ScanEnd;
}

/** Reads a log up to a cut. The events of one decision count together: those that the cut would split are left out. */
export const loadForkPoint = (
  log: Pick<EventReader, 'read'>,
  cut: number,
): TE.TaskEither<LogUnreadable, LoadedForkPoint> => {
  const point = forkPoint.empty();
  return pipe(
    log.read((stored) => {
      if (endOfBatch(stored.event) <= cut) apply(forkPoint, point, stored);
    }),
    TE.map((scan) => ({ ...point, scan })),
  );
};

const forkPoint: Projection<ForkPoint> = {
  name: 'forkPoint',
  empty: () => ({ state: runState.empty(), named: named.empty(), position: undefined }),
  each: (point, stored) => {
    apply(runState, point.state, stored);
    apply(named, point.named, stored);
    point.position = behind(stored);
  },
  on: {},
};

const behind = ({ event, offset, raw }: Stored): Position => ({
  seq: event.seq,
  offset: offset + raw.length,
  hash: event.hash,
});
