import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { ChangedFile } from '../events/files.js';
import type { ObjectId } from '../events/ids.js';
import type { Failure } from './failure.js';
import type { LineDiff } from './lineDiff.js';
import type { Head, Ident } from './workspace.js';

/** A path of which nobody can tell what stands there, and why. */
export interface UnreadFile {
  readonly path: string;
  readonly unknown: string;
}

/** A path where a worktree differs from what was recorded of it. */
export interface Difference {
  readonly file: ChangedFile | UnreadFile;
  /** Whether anything stood there before. */
  readonly differs: 'added' | 'changed';
  /** It is in a commit on the branch that nobody recorded. */
  readonly committed: boolean;
}

/** A worktree beside what was recorded of it. */
export interface Comparison {
  /** How many files were compared. */
  readonly checked: number;
  readonly differences: readonly Difference[];
  /** What of the record the repository does not hold any more, in words. */
  readonly lost: readonly string[];
  /** What git is in the middle of there: `merge`, `rebase` … */
  readonly operation?: string;
  /** Where HEAD is, if that is not on the branch of the run: another branch as a full ref, or a commit. */
  readonly elsewhere?: string;
}

/** Which worktree, on which branch, and what was recorded of it. */
export interface CompareSpec {
  readonly worktree: string;
  readonly branch: string;
  readonly recorded: Head;
  /** Whether that tree is known to be the commit's own: who finds the commit there need not ask for it. */
  readonly isCommitted?: boolean;
  /** What else the run could not go on without: looked for in the repository, and not compared. */
  readonly needed?: readonly Head[];
}

/** How a file differs: in lines; and, of what is no text or had another mode, by what was recorded. */
export interface FileDiff {
  readonly path: string;
  readonly lines?: LineDiff;
  readonly was?: { readonly mode: string; readonly size: number; readonly sha256: string };
}

export interface RestoreSpec extends CompareSpec {
  readonly path: string;
  /** The beginning of the ref that keeps what is there now. */
  readonly keeps: string;
  readonly ident: Ident;
  readonly at: string;
}

/** What only the repositories inside a worktree hold: by their paths, changes that are in no commit, and commits that no remote has. */
export interface OnlyInside {
  readonly uncommitted: readonly string[];
  readonly unpushed: readonly { readonly path: string; readonly commit: string }[];
}

/** Looks what has become of the files of a worktree. Comparing writes nothing but objects, and waits for nobody. */
export interface Comparing {
  readonly compare: (spec: CompareSpec) => TE.TaskEither<Failure, Comparison>;
  /** How every file differs that does. */
  readonly review: (spec: CompareSpec) => TE.TaskEither<Failure, readonly FileDiff[]>;
  /**
   * What the repository does not hold any more of these commits, of their trees, and of every content in them, in words. A
   * content that lies in the worktree as it was recorded is given back to the repository instead.
   */
  readonly lacks: (worktree: string, heads: readonly Head[]) => TE.TaskEither<Failure, readonly string[]>;
  /** What of the work that led from one commit to another only the repositories inside a worktree hold. */
  readonly onlyInside: (worktree: string, from: ObjectId, to: ObjectId) => TE.TaskEither<Failure, OnlyInside>;
  /** Fails where a reset of a worktree to a tree would. */
  readonly tryReset: (worktree: string, tree: ObjectId) => TE.TaskEither<Failure, void>;
  /** Puts one file back to what was recorded, once everything that is there now is kept. Answers the ref that keeps it. */
  readonly restore: (
    spec: RestoreSpec,
  ) => TE.TaskEither<Failure, { readonly ref: string; readonly commit: ObjectId }>;
}
