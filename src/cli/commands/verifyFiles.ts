import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { integrityLines, worktreesLines } from '../../inspector/text/integrity.js';
import { type Paint, paintWith } from '../../inspector/text/paint.js';
import { standingLines } from '../../inspector/text/standing.js';
import { verdictText } from '../../inspector/text/verdict.js';
import type { Failure } from '../../ports/failure.js';
import type { ReadableRun } from '../../ports/runStore.js';
import type { Workspace } from '../../ports/workspace.js';
import {
  type IntegrityVerdict,
  integrityOf,
  integrityWithout,
  together,
} from '../../projections/integrity.js';
import { goingOnFrom, noFacts } from '../../projections/outside.js';
import type { RunState } from '../../projections/runState/state.js';
import { isSound, type Verdict } from '../../projections/verdict.js';
import type { Worktree } from '../../projections/worktrees.js';
import { asJson, type Outcome } from '../command.js';
import { comparingOf, workspaceIn } from '../compose/git.js';
import type { Context } from '../context.js';
import { filesDocument, type LookOptions, lookAtFiles, type Verified } from '../drift/lookAtFiles.js';
import { refuseDamage } from '../drift/settleFiles.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { openRun } from '../find/openRun.js';
import { followMove } from '../find/stateOf.js';
import { absentIn } from '../life/absentIn.js';
import { notHeld } from '../life/lookForWork.js';
import { checkRepository } from '../moved/checkRepository.js';
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
          const words = (): string => text(context, verdict, files, makerOf(state));
          context.print(context.json ? document(run.ref.run, verdict, files) : words());
          if (!isSound(verdict)) return TE.right(EXIT.damaged);
          return pipe(
            refuseDamage(context, run, state, files),
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
  record: ReadableRun,
  state: RunState,
  options: LookOptions,
): TE.TaskEither<CliError, readonly Verified[]> => {
  if (!state.run) return TE.left(noFacts(state));
  const { gitDir } = state.run.repository;
  const comparing = comparingOf(context, state.run);
  return pipe(
    checkRepository(context, state),
    TE.chainW(() => lostIn(workspaceIn(context, gitDir), state)),
    TE.bindTo('lost'),
    TE.bindW('files', ({ lost }) => {
      const missing = lost.map(({ unit }) => unit);
      return lookAtFiles(comparing, record, state, missing, options);
    }),
    TE.map(({ files, lost }) => [...files, ...lost]),
  );
};

/** The worktrees that stood and are not there; a fork that has not gone on yet never had any. */
const lostIn = (workspace: Workspace, state: RunState): TE.TaskEither<Failure, readonly Verified[]> =>
  pipe(
    absentIn(workspace, state),
    TE.map((absent) =>
      absent.flatMap(({ unit, presence }): readonly Verified[] => {
        const worktree = state.worktrees.get(unit);
        if (!worktree || !hasStood(state, worktree)) return [];
        const { path, branch, recorded } = worktree;
        return [{ unit, spec: { worktree: path, branch, recorded }, integrity: integrityWithout(presence) }];
      }),
    ),
  );

const hasStood = ({ forkOf, life }: RunState, worktree: Worktree): boolean =>
  worktree.state === 'ready' || (worktree.state === 'missing' && forkOf?.life !== life);

/** What makes a worktree again that is gone: a run that has passed is not resumed, and one that is done with is neither. */
const makerOf = ({ stop, ended }: RunState): 'resume' | 'replay' | undefined => {
  if (ended) return undefined;
  return stop?.reason === 'passed' ? 'replay' : 'resume';
};

const verdictOfAll = (files: readonly Verified[]): IntegrityVerdict =>
  together(files.map(({ integrity }) => integrity)).verdict;

const text = (
  context: Context,
  verdict: Verdict,
  files: readonly Verified[],
  maker: 'resume' | 'replay' | undefined,
): string => {
  const paint = paintWith(context.colour);
  return isSound(verdict)
    ? bothTexts(verdict, worktreesLines(files, paint, maker), paint, standingLines(files))
    : verdictText(verdict, paint);
};

/** The verdict on the log, and below it the one on the files, behind how git stands where they lie. */
const bothTexts = (
  verdict: Verdict,
  [first = '', ...rest]: readonly string[],
  paint: Paint,
  standing: readonly string[] = [],
): string =>
  [
    verdictText(verdict, paint),
    ...standing.map((line) => `  worktree     ${line}`),
    `  files        ${first}`,
    ...rest,
  ].join('\n');

/** The verdicts as a program reads them. */
const document = (run: string, verdict: Verdict, files: readonly Verified[]): string =>
  asJson({ run, ...verdict, files: filesDocument(files) });
