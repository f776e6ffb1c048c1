import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { DriftAnswer, ReplayOrder } from '../../engine/command.js';
import { lookAt } from '../../engine/perform/workspace.js';
import { leftByReplay } from '../../engine/redo.js';
import type { Context } from '../context.js';
import { type Agreed, type SettleOptions, settleFiles } from '../drift/settleFiles.js';
import type { CliError } from '../failure/failure.js';
import type { OpenedRun } from '../life/drive.js';
import type { ForWork } from '../life/openForWork.js';
import { notAskedAbout, plannedReplay, type ReplayAsked } from './plannedReplay.js';
import { takenBack, tellTakenBack } from './takenBack.js';

/** Files as they were found, and what was said of those that differ. */
export type Said = Pick<Agreed, 'files' | 'drift'>;

/**
 * Has somebody say what becomes of changed files in the worktrees that a replay goes on with as they are; the others go back.
 * What was said before holds: it is asked about only where something has changed since.
 */
export const settleOthers = (
  context: Context,
  { opened, record, surroundings }: ForWork,
  options: ReplayAsked & SettleOptions,
  before?: Said,
): TE.TaskEither<CliError, Said> => {
  const { state } = opened;
  const tellBack = (plan: ReplayOrder) =>
    pipe(
      takenBack(context, { state, record, surroundings }, plan, options),
      TE.chainFirstIOK((back) => () => tellTakenBack(context, back)),
    );
  return pipe(
    plannedReplay(context, state, surroundings, options),
    TE.chainW((plan) => {
      // What comes to rest for a replay is nobody's drift.
      const missing = notAskedAbout(state, surroundings, plan, before ? undefined : options.onDrift);
      const left = leftByReplay(state, plan);
      const isOther = ({ unit }: { readonly unit: string }): boolean => ![...missing, ...left].includes(unit);
      const agreed = before && {
        way: 'on' as const,
        files: before.files.filter(isOther),
        drift: before.drift.filter(isOther),
      };
      const ofThoseThatGoBack = before?.drift.filter((one) => !isOther(one)) ?? [];
      return pipe(
        settleFiles(context, { opened, record, missing, isReplayed: true }, options, agreed),
        TE.chainFirstW(() => (before ? TE.right([]) : tellBack(plan))),
        TE.chainW(({ way, files, drift }) =>
          pipe(
            way === 'fresh' ? [] : drift,
            TE.traverseSeqArray((one) => (before ? asFoundNow(opened, one) : TE.right(one))),
            TE.map(
              (found): Said => ({ files: files.filter(isOther), drift: [...ofThoseThatGoBack, ...found] }),
            ),
          ),
        ),
      );
    }),
  );
};

/** What is kept of files is what lies there now, also where it was said before what becomes of them. */
const asFoundNow = ({ world, state }: OpenedRun, said: DriftAnswer): TE.TaskEither<CliError, DriftAnswer> => {
  const worktree = state.worktrees.get(said.unit);
  return worktree
    ? pipe(
        lookAt(world, worktree),
        TE.map((looked) => ({ ...said, ...looked })),
      )
    : TE.right(said);
};
