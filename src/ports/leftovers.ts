import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { ObjectId, RunId } from '../events/ids.js';
import type { Failure } from './failure.js';

/** Something that a run has in its repository: a branch or another ref by its full name, or a worktree by its path. */
export interface Leftover {
  readonly run: RunId;
  readonly kind: 'branch' | 'ref' | 'worktree';
  readonly name: string;
  /** The commit that it names, or that it stands on. */
  readonly commit: ObjectId | undefined;
  /** Of a worktree: the branch that it is on, as a full ref, and whether there is anything at its path. */
  readonly branch?: string;
  readonly gone?: boolean;
  /** Patterns of paths that it was given from the checkout, and that are nobody's work. */
  readonly given?: readonly string[];
}

/** What removing something would come to. */
export interface Weighed<L extends Leftover = Leftover> {
  readonly leftover: L;
  /** How much of the disk nothing else takes, in bytes. */
  readonly bytes: number;
  /** What would be lost with it; it goes only where that is wanted. */
  readonly loses?: string;
  /** Why it stays in any case. */
  readonly stays?: string;
}

/** What runs leave behind in a repository. */
export interface Leftovers {
  /** Everything there that bears the name of a run. */
  readonly survey: () => TE.TaskEither<Failure, readonly Leftover[]>;
  /** What would be lost if all of these went; nothing is changed. */
  readonly weigh: <L extends Leftover>(
    candidates: readonly L[],
  ) => TE.TaskEither<Failure, readonly Weighed<L>[]>;
  /** Removes it if it still is as it was; answers why not, if it was left. */
  readonly remove: (leftover: Leftover, force: boolean) => TE.TaskEither<Failure, string | undefined>;
}
