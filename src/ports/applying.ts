import type { ObjectId } from '../events/ids.js';

/** Where a branch would be merged into by hand, and what lies there that git's own merge might overwrite. */
export interface MergePlace {
  readonly path: string;
  /** Whether the branch is checked out there already. */
  readonly isOn: boolean;
  /** Files that git ignores or does not track. */
  readonly untracked: readonly string[];
}

/** The commit of a merge that was made, or why there is none. */
export type Applied =
  | { readonly applied: true; readonly commit: ObjectId }
  | { readonly applied: false; readonly why: string };
