import type { RunId } from './ids.js';

/** What the full name of every branch begins with; see git-check-ref-format(1). */
const HEADS = 'refs/heads/';

/** What the branches of all runs lie below. */
export const RUN_BRANCHES = 'refold';

/** A branch as people name it. */
export const branchName = (ref: string): string => (ref.startsWith(HEADS) ? ref.slice(HEADS.length) : ref);

/** A branch by its full name, which no other ref has. */
export const branchRef = (name: string): string => `${HEADS}${name}`;

/** The beginning of all branches of a run, as a full ref. */
export const branchesOf = (run: RunId): string => branchRef(`${RUN_BRANCHES}/${run}/`);
