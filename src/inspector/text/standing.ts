import { branchName } from '../../events/branch.js';
import { underWay } from '../../events/operation.js';
import { asksFor, type Integrity } from '../../projections/integrity.js';
import { waysOutOf } from './waysOutOf.js';

/** A worktree of a run, how git stands in it, and the verdict on its files; nothing is known of git where it is gone. */
interface Standing {
  readonly spec: { readonly worktree: string; readonly branch: string };
  readonly comparison?: { readonly operation?: string; readonly elsewhere?: string };
  readonly integrity: Integrity;
}

/**
 * What has to be known of git in the worktrees before their files are told of. Where HEAD is elsewhere, these may be those
 * of another branch altogether; in the middle of a merge they may hold its conflicts.
 */
export const standingLines = (all: readonly Standing[]): readonly string[] =>
  all.flatMap(({ spec: { worktree, branch }, comparison: { operation, elsewhere } = {}, integrity }) => [
    ...(elsewhere === undefined ? [] : [headLine(worktree, branch, elsewhere)]),
    ...(operation === undefined ? [] : [operationLine(worktree, operation, asksFor(integrity))]),
  ]);

const headLine = (worktree: string, branch: string, elsewhere: string): string => {
  const at = elsewhere.startsWith('refs/') ? branchName(elsewhere) : `${elsewhere.slice(0, 7)}, on no branch`;
  return `${worktree} has ${at} checked out, where the run is on ${branchName(branch)}`;
};

/** Where somebody is asked, nothing becomes of the files until it is over; else it ends as the run goes on. */
const operationLine = (worktree: string, operation: string, isAsked: boolean): string => {
  const over = waysOutOf(operation, worktree, true);
  const then = isAsked ? over : `${over}; a run that goes on ends it, and keeps the commits that it names`;
  return `${underWay(operation)} ${worktree}: ${then}`;
};
