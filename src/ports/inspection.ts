import type { ChangedFile } from '../events/files.js';
import type { ObjectId } from '../events/ids.js';
import type { UnderWay } from '../events/operation.js';

/** What lies in the worktree, as a tree in git; looking changes neither files nor refs nor the worktree's index. */
export interface Inspection {
  readonly tree: ObjectId;
  /** Where the branch of the run stands; undefined if it is gone. */
  readonly tip: ObjectId | undefined;
  /** Whether the tip is the expected head or has it among its ancestors. */
  readonly descends: boolean;
  readonly head: { readonly attached: boolean; readonly on?: string; readonly commit?: ObjectId };
  /** Files that differ from the expected head's tree. */
  readonly files: readonly ChangedFile[];
  /** What git is in the middle of there. */
  readonly underWay?: UnderWay;
  /** Paths that the worktree's own index has unmerged. */
  readonly unmerged?: readonly string[];
}
