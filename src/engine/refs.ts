import { branchesOf, RUN_BRANCHES } from '../events/branch.js';
import type { RunId, Seq } from '../events/ids.js';

/** Where refold keeps what it moved out of the way; refold deletes nothing under here. */
const kept = (run: RunId, name: string): string => `refs/refold/${run}/${name}`;

/** The branch of a run, by its name. */
export const mainBranch = (run: RunId): string => `${RUN_BRANCHES}/${run}/main`;

/** The branch of a unit of a parallel step, as a full ref. */
export const unitBranch = (run: RunId, unit: string): string => `${branchesOf(run)}u/${unit}`;

/** What stood in the worktree before it was reset. */
export const beforeRef = (run: RunId, seq: Seq): string => kept(run, `before-${seq}`);

/** What an agent had committed by itself, or where it had left HEAD. */
export const foundRef = (run: RunId, seq: Seq): string => kept(run, `found-${seq}`);

/** Work in progress at a stop. */
export const workRef = (run: RunId, seq: Seq): string => kept(run, `work-${seq}`);

/** A placeholder that was taken back. */
export const placeholderRef = (run: RunId, seq: Seq): string => kept(run, `placeholder-${seq}`);

/** The beginning of the refs that keep what stood there before a file was put back. */
export const restoredRefs = (run: RunId): string => kept(run, 'restored-');

/** All that a fork has taken over. */
export const inheritedRef = (run: RunId): string => kept(run, 'inherited');
/** The beginning of the refs that keep what a run had when it was discarded or archived. */
export const disposalRefs = (run: RunId, kind: string, seq: Seq): string => kept(run, `${kind}-${seq}/`);
