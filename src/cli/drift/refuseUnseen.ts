import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { footing } from '../../engine/mayProceed.js';
import { branchName } from '../../events/branch.js';
import { shellWord } from '../../events/shellWord.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { Failure } from '../../ports/failure.js';
import { reachSince } from '../../projections/runState/recorded.js';
import type { RunState } from '../../projections/runState/state.js';
import { repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';

/**
 * Refuses to make a worktree again on a branch that is not where the run left it: what somebody committed there would lie
 * in it, and go on without anybody having been asked. What the run itself has cut off may have left commits too.
 */
export const refuseUnseen = (
  context: Context,
  state: RunState,
  missing: readonly string[],
): TE.TaskEither<Failure, unknown> =>
  pipe(
    missing.filter((unit) => reachSince(state, unit).length === 0 && !isUnderWay(state, unit)),
    TE.traverseSeqArray((unit) => refuseCommitsOf(context, state, unit)),
  );

const isUnderWay = ({ intents }: RunState, unit: string): boolean =>
  [...intents.values()].some((intent) => intent.unit === unit);

const refuseCommitsOf = (
  context: Context,
  state: RunState,
  unit: string,
): TE.TaskEither<Failure, unknown> => {
  const worktree = state.worktrees.get(unit);
  if (!worktree || worktree.state === 'none') return TE.right(undefined);
  const { branch, head, path } = worktree;
  const name = branchName(branch);
  return pipe(
    repositoriesOf(context).tip(state.run?.repository.gitDir ?? '', branch),
    TE.chain((tip) => {
      if (tip === undefined || tip === head.commit || tip === footing(state, unit)?.commit)
        return TE.right(undefined);
      const whose = unit === '' ? 'the worktree' : `the worktree of ${pathWords(unit)}`;
      const isThere = existsSync(path);
      const first = isThere ? `\`mv ${shellWord(path)} ${shellWord(`${path}.aside`)}\`, then ` : '';
      const detail = `${whose} is ${isThere ? 'no worktree any more' : 'gone'}, and ${name} is at ${tip.slice(0, 7)}, where the run left it at ${head.commit.slice(0, 7)}: ${first}\`git worktree add --force ${shellWord(path)} ${name}\` makes it again as it is there, to be asked about; \`git branch kept-${tip.slice(0, 7)} ${tip}\` keeps that elsewhere, and \`git update-ref ${branch} ${head.commit}\` goes on without it`;
      return TE.left<Failure, undefined>({ _tag: 'Drift', detail });
    }),
  );
};
