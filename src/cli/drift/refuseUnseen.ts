import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { footing } from '../../engine/mayProceed.js';
import { branchName } from '../../events/branch.js';
import { shellWord } from '../../events/shellWord.js';
import type { Failure } from '../../ports/failure.js';
import { reachSince } from '../../projections/runState/recorded.js';
import type { RunState } from '../../projections/runState/state.js';
import { repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';
import { clearing, type LostWorktree, lostAmong, refuseMoved, worktreeWords } from './refuseMoved.js';

/**
 * Refuses to make a worktree again that somebody has moved, or on a branch that is not where the run left it: what somebody
 * changed or committed there would be passed over, or go on without anybody having been asked. What the run itself has cut off
 * may have left commits too.
 */
export const refuseUnseen = (
  context: Context,
  state: RunState,
  missing: readonly string[],
): TE.TaskEither<Failure, unknown> =>
  pipe(
    lostAmong(state, missing),
    TE.traverseSeqArray((lost) => {
      const mayHaveCommits = reachSince(state, lost.unit).length > 0 || isUnderWay(state, lost.unit);
      return pipe(
        refuseMoved(context, lost),
        TE.chain(() => (mayHaveCommits ? TE.right(undefined) : refuseCommitsOf(context, state, lost))),
      );
    }),
  );

const isUnderWay = ({ intents }: RunState, unit: string): boolean =>
  [...intents.values()].some((intent) => intent.unit === unit);

const refuseCommitsOf = (
  context: Context,
  state: RunState,
  { unit, worktree: { path, branch, head }, gitDir }: LostWorktree,
): TE.TaskEither<Failure, void> => {
  const name = branchName(branch);
  return pipe(
    repositoriesOf(context).tip(gitDir, branch),
    TE.chain((tip) =>
      tip === undefined || tip === head.commit || tip === footing(state, unit)?.commit
        ? TE.right(undefined)
        : TE.left({
            _tag: 'Drift',
            detail: `${worktreeWords(unit)} is ${existsSync(path) ? 'no worktree any more' : 'gone'}, and ${name} is at ${tip.slice(0, 7)}, where the run left it at ${head.commit.slice(0, 7)}: ${clearing(path)}\`git worktree add --force ${shellWord(path)} ${name}\` makes it again as it is there, to be asked about; \`git branch kept-${tip.slice(0, 7)} ${tip}\` keeps that elsewhere, and \`git update-ref ${branch} ${head.commit}\` goes on without it`,
          }),
    ),
  );
};
