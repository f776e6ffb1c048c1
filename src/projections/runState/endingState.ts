import type { ObjectId, Seq } from '../../events/ids.js';

/** A run that is discarded or archived, from the moment on at which that was announced. */
export interface EndedState {
  kind: string;
  seq: Seq;
  at: string;
  /** Why it had stopped before. */
  after: string | undefined;
  /** The beginning of the refs that keep what it had. */
  keeps: string;
  /** Its worktrees and branches are gone. */
  done: boolean;
  /** How many refs keep something of it since. */
  refs: number;
  /** How many worktrees held more than their commit. */
  uncommitted: number;
  left: string | undefined;
}

/** The latest try to merge what the run did into a branch of the user's. */
export interface AppliedState {
  seq: Seq;
  at: string;
  branch: string;
  head: ObjectId;
  /** The merge commit, once it is on the branch. */
  commit: ObjectId | undefined;
  /** Why it did not come to that. */
  refused: string | undefined;
}
