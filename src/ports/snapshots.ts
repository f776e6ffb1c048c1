import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Position } from '../events/stored.js';

/** A fold saved to start faster. It is a cache: one that is missing or wrong costs time and nothing else. */
export interface Snapshot {
  /** Projection and digest of the code that made it; another key means another meaning. */
  readonly key: string;
  readonly position: Position;
  /** The fold, as JSON. */
  readonly body: string;
}

/** Folds that were saved to start faster; a cache. */
export interface Snapshots {
  /** The newest snapshot with this key at or before `seq` (default: any) that is whole; undefined where there is none. */
  readonly latest: (key: string, seq?: number) => TE.TaskEither<never, Snapshot | undefined>;
  /** Keeps it, as well as it can: a failure to do so is no failure. */
  readonly save: (snapshot: Snapshot) => TE.TaskEither<never, void>;
}
