import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { noFacts } from '../../projections/outside.js';
import type { RunState } from '../../projections/runState/state.js';
import { repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { lastGoodCut } from './lastGoodCut.js';
import type { FileRecord } from './lookAtFiles.js';

/** Refuses to go on from what git or the log has lost, which is told in words, and names the last cut that is whole. */
export const refuseLost = (
  context: Context,
  { log }: Pick<FileRecord, 'log'>,
  state: RunState,
  lost: readonly string[],
): TE.TaskEither<CliError, void> => {
  if (lost.length === 0) return TE.right(undefined);
  if (!state.run) return TE.left(noFacts(state));
  const { number, repository } = state.run;
  return pipe(
    TE.fromTask(lastGoodCut(repositoriesOf(context), repository.gitDir, log)),
    TE.chain((cut) => TE.left({ _tag: 'FilesDamaged', number, damage: [...new Set(lost)], cut })),
  );
};
