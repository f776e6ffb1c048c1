import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ReplayOrder } from '../../engine/command.js';
import type { RunState } from '../../projections/runState/state.js';
import { repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';
import { lastGoodCut } from '../drift/lastGoodCut.js';
import type { FileRecord } from '../drift/lookAtFiles.js';
import type { CliError } from '../failure/failure.js';

/** Refuses a replay whose repository has lost what it would go back to: once steps are cleared for it, nothing could go on. */
export const refuseLost = (
  context: Context,
  { log }: Pick<FileRecord, 'log'>,
  { run }: RunState,
  { resets }: Pick<ReplayOrder, 'resets'>,
): TE.TaskEither<CliError, unknown> => {
  const repositories = repositoriesOf(context);
  const gitDir = run?.repository.gitDir ?? '';
  const commits = new Set(resets.map(({ to }) => to.commit));
  const trees = resets.map(({ to }) => to.tree);
  return pipe(
    resets.length === 0 ? TE.right([]) : repositories.lost(gitDir, [...new Set([...commits, ...trees])]),
    TE.chainW((lost) => {
      if (lost.length === 0) return TE.right(undefined);
      const damage = lost.map(
        (id) =>
          `the ${commits.has(id) ? 'commit' : 'tree'} ${id}, which the replay goes back to, is not in the repository`,
      );
      return pipe(
        TE.fromTask(lastGoodCut(repositories, gitDir, log)),
        TE.chainW((cut) => TE.left({ _tag: 'FilesDamaged' as const, number: run?.number ?? 0, damage, cut })),
      );
    }),
  );
};
