import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { branchName } from '../../events/branch.js';
import { worktreesLines } from '../../inspector/text/integrity.js';
import { paintWith } from '../../inspector/text/paint.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import { standingLines } from '../../inspector/text/standing.js';
import type { Facts } from '../../projections/runState/state.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import { askAboutDrift, type Differing, type DriftWord, NOTHING_TO_REVIEW } from '../drift/askAboutDrift.js';
import { filesDocument, lookAtFiles, type WorktreeFiles } from '../drift/lookAtFiles.js';
import { restorableIn, restoreIn } from '../drift/restoreIn.js';
import { reviewOf } from '../drift/reviewFiles.js';
import { beginningWith } from '../drift/settleFiles.js';
import type { CliError } from '../failure/failure.js';
import { some } from '../failure/wording.js';
import type { ForWork } from '../life/openForWork.js';

export interface UnmergedOptions {
  /** The branch to merge into, as it was named. */
  readonly onto?: string | undefined;
  /** What becomes of such changes, where nobody is to be asked. */
  readonly onDrift?: DriftWord | undefined;
}

/**
 * Has somebody say whether a run is merged without changes that lie in its worktree and are not on its branch: unsaid,
 * they would be taken for merged. Answers whether there was something to ask.
 */
export const askUnmerged = (
  context: Context,
  { opened, record, surroundings }: ForWork,
  facts: Facts,
  { onto, onDrift }: UnmergedOptions,
): TE.TaskEither<CliError, boolean> => {
  const { state } = opened;
  const comparing = comparingOf(context, facts);
  // Units have been merged to the worktree of the run; only what that one holds is looked for.
  const units = [...state.worktrees.keys()].filter((unit) => unit !== '');
  const missing = [...surroundings.missing, ...units];
  let seen: readonly WorktreeFiles[] = [];
  const look = () =>
    pipe(
      lookAtFiles(comparing, record, state, missing, {}),
      TE.map((files) => {
        seen = files;
        return unmergedOf(context, facts, files);
      }),
    );
  const ask = (first: Differing) =>
    askAboutDrift(
      context,
      {
        look: beginningWith<Differing | undefined>(first, look),
        review: () => reviewOf(context, comparing, seen),
        restore: (path) => restoreIn(comparing, state, seen, path),
      },
      onDrift,
    );
  return pipe(
    look(),
    TE.chain((first) => {
      tellLeft(context, seen);
      if (first === undefined)
        return onDrift === 'review' ? TE.left<CliError>(NOTHING_TO_REVIEW) : TE.right(false);
      return pipe(
        ask(first),
        TE.map(() => true),
      );
    }),
    TE.mapLeft((error) => (error._tag === 'FilesDiffer' ? unmerged(facts, error, onto) : error)),
  );
};

/** What a gate of a step that commits nothing has left is nobody's work, and nobody is asked about it. */
const tellLeft = (context: Context, files: readonly WorktreeFiles[]): void => {
  const left = files.flatMap(({ integrity }) => integrity.inFlight.map(({ path }) => pathWords(path)));
  if (left.length > 0) context.tell(`note: in no commit, and not merged: ${some(left)}`);
};

/** What is shown of the changes, if there are any: those that somebody has committed on the branch are merged with it. */
const unmergedOf = (
  context: Context,
  { number }: Facts,
  files: readonly WorktreeFiles[],
): Differing | undefined => {
  const findings = files.flatMap(({ integrity }) => integrity.findings);
  if (findings.every(({ committed }) => committed)) return undefined;
  return {
    lines: [
      `the worktree of run #${number} holds changes that are not on its branch`,
      ...standingLines(files),
      ...worktreesLines(files, paintWith(context.colour)),
    ],
    files: filesDocument(files),
    restorable: restorableIn(files),
    offers: { proceed: 'Proceed: merge what the run did, without them' },
  };
};

const unmerged = (
  { number, worktree, branch }: Facts,
  { lines, files, choices }: Pick<Extract<CliError, { _tag: 'FilesDiffer' }>, 'lines' | 'files' | 'choices'>,
  onto: string | undefined,
): CliError => ({
  _tag: 'NotOnBranch',
  number,
  worktree,
  branch: branchName(branch),
  onto,
  lines,
  files,
  choices,
});
