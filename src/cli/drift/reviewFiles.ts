import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { paintWith } from '../../inspector/text/paint.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import { type FileReview, reviewLines } from '../../inspector/text/review.js';
import type { Comparing, FileDiff } from '../../ports/comparing.js';
import type { Failure } from '../../ports/failure.js';
import type { Finding } from '../../projections/integrity.js';
import type { Context } from '../context.js';
import type { WorktreeFiles } from './lookAtFiles.js';

/** What is recorded of every file that differs, beside what is there now. */
export const reviewOf = (
  context: Context,
  comparing: Comparing,
  files: readonly WorktreeFiles[],
): TE.TaskEither<Failure, readonly string[]> =>
  pipe(
    files.filter(({ integrity: { findings, inFlight } }) => findings.length + inFlight.length > 0),
    TE.traverseSeqArray(({ unit, spec, integrity: { findings, inFlight } }) =>
      pipe(
        comparing.review(spec),
        TE.map((diffs) => [
          ...(unit === '' ? [] : [`in the worktree of ${pathWords(unit)}:`]),
          ...reviewLines(
            [...findings, ...inFlight].map((finding) => besideNow(finding, diffs)),
            paintWith(context.colour),
          ),
        ]),
      ),
    ),
    TE.map((lines) => lines.flat()),
  );

const besideNow = (finding: Finding, diffs: readonly FileDiff[]): FileReview => {
  const diff = diffs.find(({ path }) => path === finding.path);
  const was = diff?.was ?? finding.was;
  return { finding: { ...finding, ...(was ? { was } : {}) }, ...(diff?.lines ? { lines: diff.lines } : {}) };
};
