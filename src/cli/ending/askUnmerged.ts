import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { branchName } from '../../events/branch.js';
import { findingLines } from '../../inspector/text/integrity.js';
import { standingLines } from '../../inspector/text/standing.js';
import type { Comparing, Difference } from '../../ports/comparing.js';
import type { Head } from '../../ports/workspace.js';
import { stateOf } from '../../projections/integrity.js';
import type { Facts } from '../../projections/runState/state.js';
import { ownWorktree } from '../../projections/worktrees.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import type { Differing } from '../drift/askAboutDrift.js';
import { filesDocument, type LookOptions, lookAtFiles, type WorktreeFiles } from '../drift/lookAtFiles.js';
import { lostAmong, refuseMoved } from '../drift/refuseMoved.js';
import { restorableIn, restoreIn } from '../drift/restoreIn.js';
import { reviewOf } from '../drift/reviewFiles.js';
import { refuseDamage } from '../drift/settleFiles.js';
import { type Settling, untilSettled } from '../drift/untilSettled.js';
import type { CliError } from '../failure/failure.js';
import type { ForWork } from '../life/openForWork.js';

/** What can become of changes that are not on the branch of a run which is merged. */
export const UNMERGED_CHOICES = ['proceed', 'review', 'abort'] as const;

export interface UnmergedOptions {
  /** The branch to merge into, as it was named. */
  readonly onto?: string | undefined;
  /** What becomes of such changes, where nobody is to be asked. */
  readonly onDrift?: (typeof UNMERGED_CHOICES)[number] | undefined;
}

/** What is merged of a run. */
export interface Merge {
  readonly head: Head;
  /** Whether who is told what came of it would take changes in the worktree for merged. */
  readonly mayLeaveOut: boolean;
}

/** Files of a worktree that a merge leaves out, as they are there. */
export type LeftOut = readonly Difference['file'][];

/** A merge that may be made, and what somebody said may be left out of it. */
export interface Agreed<M> {
  readonly merge: M;
  readonly leftOut: LeftOut;
}

/** A merge, and what lies in the worktree of the run that is not in it. */
interface Looked<M> {
  readonly merge: M;
  readonly files: readonly WorktreeFiles[];
}

/**
 * The merge of a run, once somebody has said that changes which lie in its worktree and are not in what is merged may be left
 * out: unsaid, they would be taken for merged. Of what was `accepted` that was said before. What changed meanwhile is asked
 * about again.
 */
export const settleUnmerged = <M extends Merge>(
  context: Context,
  held: ForWork,
  facts: Facts,
  lookAtMerge: () => TE.TaskEither<CliError, M>,
  { onto, onDrift }: UnmergedOptions,
  accepted: LeftOut = [],
): TE.TaskEither<CliError, Agreed<M>> => {
  const comparing = comparingOf(context, facts);
  const { state } = held.opened;
  const settling: Settling<Looked<M>, Agreed<M>> = {
    look: () => lookAtBoth(context, held, comparing, lookAtMerge),
    settled: (now, said) =>
      onDrift !== 'review' && isAmong(leftOutIn(now), said?.leftOut ?? accepted) ? agreedOn(now) : undefined,
    differing: (seen) => TE.right(differingOf(facts, seen)),
    review: ({ files }) => reviewOf(context, comparing, files),
    restore: ({ files }, path) => restoreIn(comparing, state, files, path),
    chosen: (seen) => TE.right(agreedOn(seen)),
    refused: (seen, error) =>
      error._tag === 'FilesDiffer'
        ? notOnBranch(facts, seen, ownWorktree(state).recorded, error, onto)
        : error,
  };
  return pipe(
    onDrift === 'proceed' ? TE.right(undefined) : refuseUnseen(context, held, facts, onto),
    TE.chain(settling.look),
    TE.chain((first) => untilSettled(context, settling, first, onDrift)),
  );
};

/**
 * Refuses to pass over what lies where the worktree is to be, and is none, and over a worktree that somebody has moved.
 * Where it is gone, nothing is passed over.
 */
const refuseUnseen = (
  context: Context,
  { surroundings, opened: { state } }: ForWork,
  { number, worktree, branch }: Facts,
  onto: string | undefined,
): TE.TaskEither<CliError, unknown> => {
  if (!surroundings.missing.includes('')) return TE.right(undefined);
  if (existsSync(worktree))
    return TE.left({ _tag: 'WorktreeUnseen', number, worktree, branch: branchName(branch), onto });
  return pipe(
    lostAmong(state, ['']),
    TE.traverseSeqArray((lost) => refuseMoved(context, lost, 'what is in no commit there is not merged')),
  );
};

/** The merge, and what of the worktree is not in it; refuses what git has lost. */
const lookAtBoth = <M extends Merge>(
  context: Context,
  { opened: { state }, record, surroundings }: ForWork,
  comparing: Comparing,
  lookAtMerge: () => TE.TaskEither<CliError, M>,
): TE.TaskEither<CliError, Looked<M>> => {
  // Units have been merged to the worktree of the run; only what that one holds is looked for.
  const missing = [...surroundings.missing, ...[...state.worktrees.keys()].filter((unit) => unit !== '')];
  const files = (options: LookOptions): TE.TaskEither<CliError, readonly WorktreeFiles[]> =>
    pipe(
      lookAtFiles(comparing, record, state, missing, options),
      TE.chainFirstW((found) => refuseDamage(context, record, state, found)),
    );
  return pipe(
    lookAtMerge(),
    // What is lost may lie in the worktree still, and this look gives it back; else it tells which file it was.
    TE.orElse((error) =>
      error._tag === 'Damaged' ? pipe(files({}), TE.chain(lookAtMerge)) : TE.left(error),
    ),
    TE.bindTo('merge'),
    TE.bind('files', ({ merge: { mayLeaveOut, head: against } }) =>
      mayLeaveOut ? files({ strict: true, against }) : TE.right([]),
    ),
  );
};

const agreedOn = <M extends Merge>(looked: Looked<M>): Agreed<M> => ({
  merge: looked.merge,
  leftOut: leftOutIn(looked),
});

const leftOutIn = ({ files }: Pick<Looked<Merge>, 'files'>): LeftOut =>
  files.flatMap(({ comparison }) => comparison.differences.map(({ file }) => file));

/** Whether all of these files are among others, and as they are there. */
const isAmong = (files: LeftOut, others: LeftOut): boolean => {
  const known = new Set(others.map(keyOf));
  return files.every((file) => known.has(keyOf(file)));
};

const keyOf = (file: LeftOut[number]): string =>
  JSON.stringify([file.path, 'unknown' in file ? file.unknown : stateOf(file)]);

/** What is shown of the changes, if there are any. */
const differingOf = ({ number }: Facts, { files }: Looked<Merge>): Differing | undefined => {
  const findings = files.flatMap(({ integrity }) => integrity.findings);
  if (findings.length === 0) return undefined;
  return {
    lines: [
      `the worktree of run #${number} holds changes that are not on its branch`,
      ...standingLines(files),
      ...findingLines(findings).map((line) => `  ${line}`),
    ],
    files: filesDocument(files),
    restorable: restorableIn(files),
    offers: { proceed: 'Proceed: merge what is on the branch, without them' },
  };
};

const notOnBranch = (
  { number, worktree, branch }: Facts,
  { merge, files: [own] }: Looked<Merge>,
  recorded: Head,
  { lines, files, choices }: Pick<Extract<CliError, { _tag: 'FilesDiffer' }>, 'lines' | 'files' | 'choices'>,
  onto: string | undefined,
): CliError => ({
  _tag: 'NotOnBranch',
  number,
  worktree,
  branch: branchName(branch),
  elsewhere: own?.comparison.elsewhere,
  isRecorded: recorded.tree === merge.head.tree,
  ...insideOf(worktree, own),
  onto,
  lines,
  files,
  choices,
});

/** The repositories among what differs in a worktree, which no command of refold puts back, and whether files do. */
const insideOf = (worktree: string, own: WorktreeFiles | undefined) => {
  const paths = (own?.integrity.findings ?? []).map(({ path }) => path);
  const inside = paths.filter((path) => existsSync(join(worktree, path, '.git')));
  return { inside, hasFiles: inside.length < paths.length };
};
