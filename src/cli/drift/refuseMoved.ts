import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { branchName } from '../../events/branch.js';
import { shellWord } from '../../events/shellWord.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { Failure } from '../../ports/failure.js';
import type { RunState } from '../../projections/runState/state.js';
import type { Worktree } from '../../projections/worktrees.js';
import { repositoriesOf } from '../compose/git.js';
import type { Context } from '../context.js';

/** A worktree that does not stand where it was. */
export interface LostWorktree {
  readonly unit: string;
  readonly worktree: Worktree;
  readonly gitDir: string;
}

/** Those of the units that have a worktree. */
export const lostAmong = (state: RunState, missing: readonly string[]): readonly LostWorktree[] =>
  missing.flatMap((unit) => {
    const worktree = state.worktrees.get(unit);
    return !worktree || worktree.state === 'none'
      ? []
      : [{ unit, worktree, gitDir: state.run?.repository.gitDir ?? '' }];
  });

/**
 * Refuses to go on beside a worktree that somebody has moved: what they changed there would be passed over. `instead` is what
 * comes of that where they want it.
 */
export const refuseMoved = (
  context: Context,
  { unit, worktree: { path, branch }, gitDir }: LostWorktree,
  instead = 'another one is made',
): TE.TaskEither<Failure, void> =>
  pipe(
    repositoriesOf(context).worktreeOn(gitDir, branch),
    TE.chain((found) =>
      found === undefined || found === path
        ? TE.right(undefined)
        : TE.left({
            _tag: 'Drift',
            detail: `${worktreeWords(unit)} is not at ${path}, and ${branchName(branch)} is checked out at ${found}: ${clearing(path)}\`mv ${shellWord(found)} ${shellWord(path)}\`, then \`git -C ${shellWord(path)} worktree repair\`, put it back; \`git -C ${shellWord(found)} switch --detach\` leaves it there, and ${instead}`,
          }),
    ),
  );

/** What the worktree of a unit is called. */
export const worktreeWords = (unit: string): string =>
  unit === '' ? 'the worktree' : `the worktree of ${pathWords(unit)}`;

/** What comes before a worktree can lie there again. */
export const clearing = (path: string): string =>
  existsSync(path) ? `\`mv ${shellWord(path)} ${shellWord(`${path}.aside`)}\`, then ` : '';
