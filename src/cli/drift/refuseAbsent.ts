import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { neededIn } from '../../engine/mayProceed.js';
import type { RunState } from '../../projections/runState/state.js';
import { repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { refuseLost } from './refuseLost.js';
import { refuseUnseen } from './refuseUnseen.js';
import type { SeenFiles } from './settleFiles.js';

/** Refuses to make worktrees again where git has lost what lay in them, or where their branches are not as the run left them. */
export const refuseAbsent = (
  context: Context,
  { state, record, missing }: Omit<SeenFiles, 'isReplayed'>,
): TE.TaskEither<CliError, unknown> =>
  pipe(
    lostOf(context, state, missing),
    TE.chainW((lost) => refuseLost(context, record, state, lost)),
    TE.chainW(() => refuseUnseen(context, state, missing)),
  );

const lostOf = (
  context: Context,
  state: RunState,
  missing: readonly string[],
): TE.TaskEither<CliError, readonly string[]> => {
  const stood = missing.filter((unit) => state.worktrees.get(unit)?.state !== 'none');
  const needed = stood.flatMap((unit) => neededIn(state, unit));
  return state.run && needed.length > 0
    ? repositoriesOf(context).lacks(state.run.repository.gitDir, needed)
    : TE.right([]);
};
