import type * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Draft } from '../events/catalogue.js';
import type { EncodeError } from '../events/encode.js';
import type { ScanEnd } from '../events/scan.js';
import type { Position, Stored } from '../events/stored.js';

/** A log that could not be read at all: never the same as one that is not there. */
export interface LogUnreadable {
  readonly _tag: 'LogUnreadable';
  readonly path: string;
  readonly detail: string;
}

/** The events of one run, to be read. */
export interface EventReader {
  /**
   * Hands every sound event to `visit`, in order, from `from` (default: the beginning) to the end, and says how the
   * log ends. A torn or damaged tail is an answer, not an error.
   */
  readonly read: (visit: (stored: Stored) => void, from?: Position) => TE.TaskEither<LogUnreadable, ScanEnd>;
  /** Whether the log has this position: an event with this hash ends at this offset. */
  readonly holds: (position: Position) => TE.TaskEither<LogUnreadable, boolean>;
  /** The first event alone; undefined where it is not sound. */
  readonly first: () => TE.TaskEither<LogUnreadable, Stored | undefined>;
  /**
   * The last event alone: its line is whole, and its hash fits to the line before. Undefined where the end of the log does
   * not tell; what stands before is not looked at.
   */
  readonly last: () => TE.TaskEither<LogUnreadable, Stored | undefined>;
  /** How many bytes the log takes: another number than before says that there is something new in it. */
  readonly bytes: () => TE.TaskEither<LogUnreadable, number>;
  /** Checks everything up to a position, in small pieces beside other work, and says how it ends there. */
  readonly check: (upTo: Position) => TE.TaskEither<LogUnreadable, ScanEnd>;
}

/** Why nothing was appended. Each of them ends this process's work on the run; none is tried again. */
export type AppendError =
  | EncodeError
  /** Someone else wrote to the log, or took the lease. */
  | { readonly _tag: 'AppendConflict'; readonly detail: string }
  | { readonly _tag: 'AppendDiskFull'; readonly path: string }
  | { readonly _tag: 'AppendFailed'; readonly path: string; readonly detail: string };

export interface EventWriter {
  /** Where the log stands behind everything that was staged. */
  readonly end: () => Position;
  /**
   * Takes the events of one decision as one batch, gives them their places and hashes, and keeps them for the next
   * flush. `expected` is the seq that the decision was made on.
   */
  readonly stage: (
    expected: number,
    drafts: readonly Draft[],
    at: string,
  ) => E.Either<AppendError, readonly Stored[]>;
  /** Puts everything staged on the disk: one write, one fdatasync. Only then may anyone act on it. */
  readonly flush: () => TE.TaskEither<AppendError, void>;
}
