import type * as E from 'fp-ts/lib/Either.js';

/** tmux is not there, or did not do what it was asked for. */
export interface TmuxFailed {
  readonly missing: boolean;
  readonly detail: string;
}

/** A program and its arguments. */
type Command = readonly string[];

/** The terminal multiplexer of this machine. */
export interface Tmux {
  readonly version: () => E.Either<TmuxFailed, string>;
  /** Shows two commands above each other, in the session of that name: a new one, or the one that is there. */
  readonly show: (
    name: string,
    commands: readonly [Command, Command],
    size: { readonly columns: number; readonly rows: number },
  ) => E.Either<TmuxFailed, unknown>;
  /** Brings this terminal to a session, until the person leaves it. */
  readonly enter: (name: string) => void;
}
