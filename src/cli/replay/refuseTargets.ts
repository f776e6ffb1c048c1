import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ReplayOrder } from '../../engine/command.js';
import type { Surroundings } from '../../engine/recover.js';
import { noFacts } from '../../projections/outside.js';
import { comparingOf, repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';
import type { FileRecord } from '../drift/lookAtFiles.js';
import { refuseLost } from '../drift/refuseLost.js';
import { lostAmong, refuseMoved } from '../drift/refuseMoved.js';
import type { CliError } from '../failure/failure.js';
import type { Looked } from '../life/lookForWork.js';

/** A run that is to be replayed, and where its record is read. */
interface Replayed extends Pick<Looked, 'state' | 'source'> {
  readonly record: Pick<FileRecord, 'log'>;
  readonly surroundings: Pick<Surroundings, 'missing'>;
}

/**
 * Refuses a replay whose repository has lost what it would go back to: once steps are cleared for it, nothing could go on; and
 * one beside a worktree that somebody has moved, which a fork leaves alone.
 * What lies in the worktree that goes back is not lost; one that is to be made, as all of a fork are, begins at its branch.
 */
export const refuseTargets = (
  context: Context,
  { record, state, surroundings: { missing }, source }: Replayed,
  { resets }: Pick<ReplayOrder, 'resets'>,
): TE.TaskEither<CliError, void> => {
  const { run } = state;
  if (!run) return TE.left(noFacts(state));
  return pipe(
    resets,
    TE.traverseSeqArray(({ unit, to }) => {
      const worktree = state.worktrees.get(unit);
      return source || worktree?.state !== 'ready' || missing.includes(unit)
        ? repositoriesOf(context).lacks(run.repository.gitDir, [...(worktree ? [worktree.head] : []), to])
        : comparingOf(context, run).lacks(worktree.path, [to]);
    }),
    TE.chainW((lost) => refuseLost(context, record, state, lost.flat())),
    TE.chainW(() =>
      source
        ? TE.right([])
        : pipe(
            lostAmong(state, missing),
            TE.traverseSeqArray((lost) => refuseMoved(context, lost)),
          ),
    ),
    TE.map(() => undefined),
  );
};
