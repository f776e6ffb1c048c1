import type { ObjectId, Seq } from '../../events/ids.js';
import type { DriftedFile } from './drifted.js';

/** A commit on the branch of the run that refold made or began from, with its tree. */
export interface HeadState {
  commit: ObjectId;
  tree: ObjectId;
}

/** What lies in a worktree, and the event by which that was seen; 0 where it is what was committed, and no more. */
export interface SeenState extends HeadState {
  seen: Seq;
}

/** What was committed, and no more. */
export const committed = (head: HeadState): SeenState => ({ ...head, seen: 0 });

/** The worktree of the run, or that of a unit of a parallel step. */
export interface WorktreeState {
  /** Where it is. */
  path: string;
  /** The branch that it is on, as a full ref. */
  branch: string;
  head: HeadState;
  /** `none` before it is made and after it was removed; `left` when nothing more is done with it. */
  state: 'none' | 'ready' | 'missing' | 'left';
  /** It has what the run says that it is to be given. */
  isSetUp: boolean;
  recorded: RecordedState;
  /** The operation of git that was ended when HEAD was put back: its unmerged paths are in the index until a commit or a reset. */
  unfinished: string | undefined;
  /** The files that somebody had changed before the run went on, for `{drift.files}`. */
  drift: readonly DriftedFile[];
}

/** What was recorded of a worktree last: what is found there later is compared with it. */
export interface RecordedState extends HeadState {
  /** The event that tells of it; 0 before any. */
  seq: number;
  /** Where files may have changed since, by what was announced there, as patterns of paths; none while nothing was. */
  reach: readonly string[];
}

/** What is recorded of a worktree from now on: this commit, and these files. */
export const recordedAt = ({ commit, tree }: HeadState, seq: number): RecordedState => ({
  commit,
  tree,
  seq,
  reach: [],
});

/** A worktree before it is made, by the event `seq`. */
export const notYetMade = (
  place: Pick<WorktreeState, 'path' | 'branch'>,
  head: HeadState,
  seq: number,
): WorktreeState => ({
  ...place,
  head,
  state: 'none',
  isSetUp: false,
  recorded: recordedAt(head, seq),
  unfinished: undefined,
  drift: [],
});
