import type * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { DataOf, Draft } from '../events/catalogue.js';
import type { PayloadRef } from '../events/content.js';
import type { EncodeError } from '../events/encode.js';
import type { RunId, Timestamp } from '../events/ids.js';
import type { ProcessIdentity } from '../events/process.js';
import type { ScanEnd } from '../events/scan.js';
import type { Position, Stored } from '../events/stored.js';
import type { EventReader, EventWriter, LogUnreadable } from './eventLog.js';
import type { PayloadReader, Payloads } from './payloads.js';
import type { Snapshots } from './snapshots.js';

/** Where a run is kept: its id, and the id of its repository. */
export interface RunRef {
  readonly repository: string;
  readonly run: RunId;
}

/** Where a repository went: the git directory that it had, and where it is. */
export type Move = DataOf<'RepositoryMoved'>;

/** A run as the store lists it, without looking into its log. */
export interface RunEntry extends RunRef {
  /** Its number in the repository; undefined where neither the claim of it nor the log tells. */
  readonly number: number | undefined;
  /** It has no event: it was cut off while it was made, and nothing was done. */
  readonly empty: boolean;
  /** Where its repository has gone, if a person said that it has. */
  readonly moved?: Move;
}

/** Who may append to a run, as its newest lease says. */
export type LeaseStatus =
  | { readonly held: false }
  | {
      readonly held: true;
      readonly by: ProcessIdentity;
      readonly lease: number;
      readonly since: string;
      /** When the holder last showed that it is at work. */
      readonly seen: string;
      /** False where the holder is on another machine or in another boot, so that its life cannot be checked. */
      readonly checked: boolean;
    };

export type LeaseHeld = Extract<LeaseStatus, { held: true }> & { readonly _tag: 'LeaseHeld' };

/** The home of runs could not be used: no right to write, no room, not a folder. */
export interface StoreUnusable {
  readonly _tag: 'StoreUnusable';
  readonly path: string;
  readonly doing: string;
  readonly detail: string;
}

/** The log of a run that has done something holds no event: it is gone, empty, or cut off in its first line. */
export interface LogLost {
  readonly _tag: 'LogLost';
  readonly run: RunId;
  readonly path: string;
  /** What shows that there was more. */
  readonly trace: string;
}

/** A log that may be read, but that the system keeps this process from writing to. */
export interface LogUnwritable {
  readonly _tag: 'LogUnwritable';
  readonly path: string;
  /** Whether there is one; else the folder that it is to lie in lets nobody make it. */
  readonly isThere: boolean;
  readonly detail: string;
}

export interface RunNotFound extends RunRef {
  readonly _tag: 'RunNotFound';
}

/** A log that may be read as far as it is sound, but not written to. */
export interface LogDamaged {
  readonly _tag: 'LogDamaged';
  readonly run: RunId;
  /** The folder or address of the run, for people. */
  readonly place: string;
  readonly scan: ScanEnd;
}

/** A torn tail that was set aside: where to, and what it was. */
export interface TornFile {
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
}

/** How many bytes everything takes that is kept of a run, without what its agents work in. */
export type Size = () => TE.TaskEither<StoreUnusable, number>;

/** A run that is looked at; nothing of it can be changed. */
export interface ReadableRun {
  readonly ref: RunRef;
  /** Where its repository has gone, if a person said that it has. */
  readonly moved?: Move;
  /** The folder or address of the run, for people. */
  readonly place: string;
  readonly log: EventReader;
  readonly payloads: PayloadReader;
  readonly snapshots: Snapshots;
  /** Who may append to it now. */
  readonly lease: () => TE.TaskEither<StoreUnusable, LeaseStatus>;
  /** Torn tails beside the log, by the name of their files. */
  readonly torn: () => TE.TaskEither<StoreUnusable, readonly TornFile[]>;
  readonly size: Size;
}

/** A run that this process alone may write to until it releases it. */
export interface WritableRun {
  readonly ref: RunRef;
  readonly place: string;
  readonly log: EventWriter;
  readonly payloads: Payloads;
  readonly snapshots: Snapshots;
  readonly lease: number;
  readonly holder: ProcessIdentity;
  /** Torn tails that lie beside the log; those no event names yet are named by the first of this life. */
  readonly torn: readonly TornFile[];
  readonly size: Size;
  readonly release: () => TE.TaskEither<StoreUnusable, void>;
}

/** What a fork is to begin with: the events of another run up to a position, and those that make it one of its own. */
export interface ForkSpec<X> {
  readonly parent: RunRef;
  readonly upTo: Position;
  /** What these events name beside the log. */
  readonly payloads: readonly PayloadRef[];
  readonly at: Timestamp;
  /** What follows the events of the parent; X is why nothing does. */
  readonly begin: (made: {
    readonly number: number;
    readonly place: string;
  }) => E.Either<X, readonly Draft[]>;
}

/** A run that was forked, and what its events name that its parent does not have any more. */
export interface Forked {
  readonly number: number;
  readonly missing: readonly PayloadRef[];
}

export type OpenError =
  | LeaseHeld
  | LogDamaged
  | LogLost
  | LogUnreadable
  | LogUnwritable
  | RunNotFound
  | StoreUnusable;

export interface OpenOptions {
  /** Gets every sound event that stands in the log, in one pass with the checks. */
  readonly visit: (stored: Stored) => void;
  /** Where to begin reading, if the caller has the fold up to there; the log must hold that position. */
  readonly from?: Position;
  /** The highest lease that the caller knows of from before `from`. */
  readonly leased?: number;
  /** Take the lease even if its holder cannot be shown to be dead. */
  readonly takeOver?: boolean;
}

/** Ends what was held. */
export type GiveBack = () => TE.TaskEither<StoreUnusable, void>;

/** Runs that are kept somewhere, to be looked at. */
export interface RunLibrary {
  /** All runs; folders that are not runs are passed over. */
  readonly list: () => TE.TaskEither<StoreUnusable, readonly RunEntry[]>;
  /** Opens a run to be looked at; whether somebody works on it makes no difference. */
  readonly open: (ref: RunRef) => TE.TaskEither<LogLost | RunNotFound | StoreUnusable, ReadableRun>;
}

/** Where runs are kept. */
export interface RunStore extends RunLibrary {
  /** Makes room for a new run and claims the next number of its repository, above this one and all that its logs tell; nobody else can get either. */
  readonly create: (
    ref: RunRef,
    above?: number,
  ) => TE.TaskEither<OpenError, { readonly run: WritableRun; readonly number: number }>;
  /** Makes a run that goes on from another's past; it is there whole or, after a crash, not at all. */
  readonly fork: <X>(
    ref: RunRef,
    spec: ForkSpec<X>,
  ) => TE.TaskEither<X | EncodeError | LogUnreadable | StoreUnusable, Forked>;
  /** Notes where a repository has gone; answers where it is then, if somebody else noted that at the same time. */
  readonly move: (repository: string, move: Move) => TE.TaskEither<StoreUnusable, Move>;
  /** Removes what is left of a run that was cut off while it was made; false where it holds an event, and stays. */
  readonly removeEmpty: (ref: RunRef) => TE.TaskEither<LeaseHeld | StoreUnusable, boolean>;
  /** Takes the lease, sets a torn tail aside, and refuses a damaged log. */
  readonly openForWriting: (ref: RunRef, options: OpenOptions) => TE.TaskEither<OpenError, WritableRun>;
  /**
   * Keeps every other process from the same in this repository until it is given back, so that of runs that are begun by
   * their name there is one of each.
   */
  readonly alone: (repository: string) => TE.TaskEither<LeaseHeld | StoreUnusable, GiveBack>;
}
