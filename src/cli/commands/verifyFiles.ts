import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { integrityLines, worktreesLines } from '../../inspector/text/integrity.js';
import { type Paint, paintWith } from '../../inspector/text/paint.js';
import { verdictText } from '../../inspector/text/verdict.js';
import { type IntegrityVerdict, integrityOf, together } from '../../projections/integrity.js';
import { goingOnFrom, noFacts } from '../../projections/outside.js';
import type { RunState } from '../../projections/runState/state.js';
import { isSound, type Verdict } from '../../projections/verdict.js';
import { asJson, type Outcome } from '../command.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import {
  type FileRecord,
  filesDocument,
  type LookOptions,
  lookAtFiles,
  type WorktreeFiles,
} from '../drift/lookAtFiles.js';
import { refuseDamage } from '../drift/settleFiles.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { openRun } from '../find/openRun.js';
import { followMove } from '../find/stateOf.js';
import { notHeld } from '../life/lookForWork.js';
import { checkoutOf } from '../outside/find.js';
import { compare } from '../outside/look.js';
import { verdictOn } from './verify.js';

/** `refold verify --files`: whether a log is sound, and the files of the run's worktrees are as it has recorded them. */
export const verifyFiles = (context: Context, wanted: string | undefined, options: LookOptions): Outcome =>
  pipe(
    openRun(context, wanted),
    // While something works there, files differ because of it.
    TE.chainFirstW((run) => notHeld(run, {})),
    TE.chainW((run) =>
      pipe(
        verdictOn(run),
        TE.bindW('files', ({ verdict, state }) => {
          followMove(state, run.moved);
          return isSound(verdict) && !state.outside ? filesOf(context, run, state, options) : TE.right([]);
        }),
        TE.chainW(({ verdict, state, files }) => {
          if (state.outside && isSound(verdict))
            return checkoutFiles(context, run.ref.run, verdict, state.outside);
          context.print(context.json ? document(run.ref.run, verdict, files) : text(context, verdict, files));
          if (!isSound(verdict)) return TE.right(EXIT.damaged);
          return pipe(
            refuseDamage(comparingOf(context, state.run ?? {}), run, state, files),
            TE.map(() => EXITS[verdictOfAll(files)]),
          );
        }),
      ),
    ),
  );

/** The same of a workflow that refold does not run, whose files are in the user's checkout. */
const checkoutFiles = (
  context: Context,
  run: string,
  verdict: Verdict,
  outside: NonNullable<RunState['outside']>,
): TE.TaskEither<CliError, number> => {
  const from = goingOnFrom(outside);
  return pipe(
    TE.fromEither(checkoutOf(context, outside)),
    TE.chainTaskK((checkout) =>
      from ? compare({ from, checkout }) : T.of(integrityOf({ recorded: new Map(), found: [], checked: 0 })),
    ),
    TE.map((integrity) => {
      const paint = paintWith(context.colour);
      const words = bothTexts(verdict, integrityLines(integrity, paint), paint);
      context.print(context.json ? asJson({ run, ...verdict, files: integrity }) : words);
      return EXITS[integrity.verdict];
    }),
  );
};

const EXITS: Readonly<Record<IntegrityVerdict, number>> = {
  clean: EXIT.done,
  'in flight': EXIT.done,
  'nothing to verify': EXIT.refused,
  drift: EXIT.stopped,
  missing: EXIT.stopped,
  unknown: EXIT.stopped,
  damaged: EXIT.damaged,
};

const filesOf = (
  context: Context,
  record: FileRecord,
  state: RunState,
  options: LookOptions,
): TE.TaskEither<CliError, readonly WorktreeFiles[]> => {
  if (!state.run) return TE.left(noFacts(state));
  const { gitDir } = state.run.repository;
  if (!existsSync(gitDir)) return TE.left({ _tag: 'RepositoryGone', gitDir });
  const gone = [...state.worktrees].filter(([, { path }]) => !existsSync(path)).map(([unit]) => unit);
  return lookAtFiles(comparingOf(context, state.run), record, state, gone, options);
};

const verdictOfAll = (files: readonly WorktreeFiles[]): IntegrityVerdict =>
  together(files.map(({ integrity }) => integrity)).verdict;

const text = (context: Context, verdict: Verdict, files: readonly WorktreeFiles[]): string => {
  const paint = paintWith(context.colour);
  return isSound(verdict)
    ? bothTexts(verdict, worktreesLines(files, paint), paint)
    : verdictText(verdict, paint);
};

/** The verdict on the log, and below it the one on the files. */
const bothTexts = (verdict: Verdict, [first = '', ...rest]: readonly string[], paint: Paint): string =>
  [verdictText(verdict, paint), `  files        ${first}`, ...rest].join('\n');

/** The verdicts as a program reads them. */
const document = (run: string, verdict: Verdict, files: readonly WorktreeFiles[]): string =>
  asJson({ run, ...verdict, files: filesDocument(files) });
