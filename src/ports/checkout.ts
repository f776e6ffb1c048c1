import type * as E from 'fp-ts/lib/Either.js';
import type * as T from 'fp-ts/lib/Task.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Permissions } from '../events/ids.js';
import type { Failure } from './failure.js';
import type { LineDiff } from './lineDiff.js';

/** Why a file is not taken by the path that somebody gave. */
export interface PathRefused {
  readonly _tag: 'PathRefused';
  readonly path: string;
  readonly why: string;
}

/** What stands at a path: a file or a symlink by its digest, nothing, or why nobody can tell. */
export type Standing =
  | { readonly mode: string; readonly size: number; readonly sha256: string }
  | { readonly deleted: true }
  | { readonly unknown: string };

/** Git's mode of a file or a symlink, and who may read, write and run it; of a symlink nobody is kept from that. */
export interface FileMode {
  readonly mode: string;
  readonly permissions?: Permissions;
}

/** What a file or a symlink holds; of a symlink, its target. */
export interface FileContent extends FileMode {
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A file to be put back. Without permissions it keeps those of the file in its place, or is open to its owner alone. */
export interface PutFile extends FileMode {
  readonly content: Uint8Array;
}

/** The user's own files. Paths are from its root, with `/`, and lead through no symlink. */
export interface Checkout {
  readonly root: string;
  /** The path from the root of what somebody in the folder `from` calls `named`. */
  readonly pathOf: (from: string, named: string) => E.Either<PathRefused, string>;
  readonly look: (path: string) => T.Task<Standing>;
  readonly read: (path: string) => TE.TaskEither<PathRefused, FileContent>;
  /** Puts a file there, whole or not at all, in the place of what lies there; undefined: removes it. */
  readonly put: (path: string, file: PutFile | undefined) => TE.TaskEither<Failure, void>;
  /** How two contents differ line by line; undefined where one of them is no text. */
  readonly diff: (was: Uint8Array, now: Uint8Array) => TE.TaskEither<Failure, LineDiff | undefined>;
}
