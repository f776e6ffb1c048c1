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
import type { Worktree } from '../../projections/worktrees.js';
import { repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';

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
    missing,
    TE.traverseSeqArray((unit) => {
      const worktree = state.worktrees.get(unit);
      if (!worktree || worktree.state === 'none') return TE.right(undefined);
      const lost = { unit, worktree, gitDir: state.run?.repository.gitDir ?? '' };
      const mayHaveCommits = reachSince(state, unit).length > 0 || isUnderWay(state, unit);
      return pipe(
        refuseMoved(context, lost),
        TE.chain(() => (mayHaveCommits ? TE.right(undefined) : refuseCommitsOf(context, state, lost))),
      );
    }),
  );

const isUnderWay = ({ intents }: RunState, unit: string): boolean =>
  [...intents.values()].some((intent) => intent.unit === unit);

/** A worktree that does not stand where it was. */
interface LostWorktree {
  readonly unit: string;
  readonly worktree: Worktree;
  readonly gitDir: string;
}

const refuseMoved = (
  context: Context,
  { unit, worktree: { path, branch }, gitDir }: LostWorktree,
): TE.TaskEither<Failure, void> =>
  pipe(
    repositoriesOf(context).worktreeOn(gitDir, branch),
    TE.chain((found) =>
      found === undefined || found === path
        ? TE.right(undefined)
        : refused(
            `${nameOf(unit)} is not at ${path}, and ${branchName(branch)} is checked out at ${found}: ${clearing(path)}\`git worktree move ${shellWord(found)} ${shellWord(path)}\` puts it back; \`git -C ${shellWord(found)} switch --detach\` leaves it there, and another one is made`,
          ),
    ),
  );

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
        : refused(
            `${nameOf(unit)} is ${existsSync(path) ? 'no worktree any more' : 'gone'}, and ${name} is at ${tip.slice(0, 7)}, where the run left it at ${head.commit.slice(0, 7)}: ${clearing(path)}\`git worktree add --force ${shellWord(path)} ${name}\` makes it again as it is there, to be asked about; \`git branch kept-${tip.slice(0, 7)} ${tip}\` keeps that elsewhere, and \`git update-ref ${branch} ${head.commit}\` goes on without it`,
          ),
    ),
  );
};

const refused = (detail: string): TE.TaskEither<Failure, never> => TE.left({ _tag: 'Drift', detail });

const nameOf = (unit: string): string =>
  unit === '' ? 'the worktree' : `the worktree of ${pathWords(unit)}`;

/** What comes before a worktree can lie there again. */
const clearing = (path: string): string =>
  existsSync(path) ? `\`mv ${shellWord(path)} ${shellWord(`${path}.aside`)}\`, then ` : '';
