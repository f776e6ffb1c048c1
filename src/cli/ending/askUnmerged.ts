import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { branchName } from '../../events/branch.js';
import { findingLines } from '../../inspector/text/integrity.js';
import { standingLines } from '../../inspector/text/standing.js';
import type { ApplyFound, Head } from '../../ports/workspace.js';
import type { Facts } from '../../projections/runState/state.js';
import { ownWorktree } from '../../projections/worktrees.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import { askAboutDrift, type Differing } from '../drift/askAboutDrift.js';
import { filesDocument, lookAtFiles, type WorktreeFiles } from '../drift/lookAtFiles.js';
import { restorableIn, restoreIn } from '../drift/restoreIn.js';
import { reviewOf } from '../drift/reviewFiles.js';
import { beginningWith } from '../drift/settleFiles.js';
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

/** What is merged of a run, and what that comes to. */
export interface Merge {
  readonly head: Head;
  readonly found: ApplyFound;
  /** Whether who is told what came of it would take changes in the worktree for merged. */
  readonly mayLeaveOut: boolean;
}

/** A merge, and what lies in the worktree of the run that is not in it. */
interface Looked {
  readonly merge: Merge;
  readonly files: readonly WorktreeFiles[];
}

/**
 * The merge of a run, once somebody has said that changes which lie in its worktree and are not in what is merged may be left
 * out: unsaid, they would be taken for merged. What changed while that was said is asked about again.
 */
export const settleUnmerged = (
  context: Context,
  { opened: { state }, record, surroundings }: ForWork,
  facts: Facts,
  lookAtMerge: () => TE.TaskEither<CliError, Merge>,
  { onto, onDrift }: UnmergedOptions,
): TE.TaskEither<CliError, Merge> => {
  const comparing = comparingOf(context, facts);
  // Units have been merged to the worktree of the run; only what that one holds is looked for.
  const missing = [...surroundings.missing, ...[...state.worktrees.keys()].filter((unit) => unit !== '')];
  const look = (): TE.TaskEither<CliError, Looked> =>
    pipe(
      lookAtMerge(),
      TE.bindTo('merge'),
      TE.bind('files', ({ merge: { mayLeaveOut, head: against } }) =>
        mayLeaveOut
          ? lookAtFiles(comparing, record, state, missing, { strict: true, against })
          : TE.right([]),
      ),
    );
  const settle = (now: Looked, said?: Looked): TE.TaskEither<CliError, Merge> => {
    const asks = findingsIn(now).length > 0 || onDrift === 'review';
    if (!asks || (said && isSame(now, said))) return TE.right(now.merge);
    let shown = now;
    const looks = beginningWith(now, look);
    const care = {
      look: () =>
        pipe(
          looks(),
          TE.map((seen) => {
            shown = seen;
            return differingOf(facts, seen);
          }),
        ),
      review: () => reviewOf(context, comparing, shown.files),
      restore: (path: string) => restoreIn(comparing, state, shown.files, path),
    };
    return pipe(
      askAboutDrift(context, care, onDrift),
      TE.mapLeft((error) =>
        error._tag === 'FilesDiffer'
          ? notOnBranch(facts, shown, ownWorktree(state).recorded, error, onto)
          : error,
      ),
      TE.chain(look),
      TE.chain((again) => settle(again, shown)),
    );
  };
  return pipe(
    look(),
    TE.chain((first) => settle(first)),
  );
};

const findingsIn = ({ files }: Looked) => files.flatMap(({ integrity }) => integrity.findings);

/** Whether nothing has changed between two looks, as far as it would be asked about. */
const isSame = (one: Looked, other: Looked): boolean =>
  JSON.stringify(findingsIn(one)) === JSON.stringify(findingsIn(other));

/** What is shown of the changes, if there are any. */
const differingOf = ({ number }: Facts, looked: Looked): Differing | undefined => {
  const findings = findingsIn(looked);
  if (findings.length === 0) return undefined;
  const { files } = looked;
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
  { merge, files: [own] }: Looked,
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
  onto,
  lines,
  files,
  choices,
});
