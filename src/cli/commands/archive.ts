import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cutOffDisposal } from '../../engine/ending.js';
import { branchName, branchRef } from '../../events/branch.js';
import type { Facts } from '../../projections/runState/state.js';
import { statusOf } from '../../projections/status.js';
import { ownWorktree } from '../../projections/worktrees.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { disposeFound } from '../ending/dispose.js';
import type { CliError, NoRuns } from '../failure/failure.js';
import { findRun } from '../find/findRun.js';
import type { OpenedRun } from '../life/drive.js';
import type { WorkOptions } from '../life/openForWork.js';
import { byKind } from '../outside/byKind.js';
import { closeOutside } from '../outside/close.js';

/** `refold archive`: puts a run away whose work is in a branch of the user's. Its worktree and branches go, its log stays. */
export const archive = (context: Context, wanted: string | undefined, options: WorkOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, 'change', wanted, {
      fits: (state) => cutOffDisposal(state) === 'archived' || statusOf(state, false) === 'integrated',
      needs: 'have been merged by `refold apply`',
    }),
    TE.orElse((error) => (error._tag === 'NoRuns' ? unmerged(reading, error) : TE.left(error))),
    TE.chain(
      byKind(reading, {
        own: (found) =>
          disposeFound(context, reading, found, 'archive', { ...options, refuse: refuseUnintegrated }),
        outside: (found) => closeOutside(context, reading, found, 'archived', options),
      }),
    ),
  );
};

/** One that a person has merged by hand is not known to be merged until `refold apply` has found it so. */
const unmerged = (reading: Reading, error: NoRuns): TE.TaskEither<CliError, never> =>
  pipe(
    findRun(reading, 'change', undefined, {
      fits: (state) => statusOf(state, false) === 'passed',
    }),
    TE.matchE(
      () => TE.left(error),
      ({ entry }) => TE.left<CliError>({ ...error, passed: `${entry.number ?? entry.run}` }),
    ),
  );

/**
 * Git is asked, and not the log: a merge may have been taken back since, and a person may have merged without refold. A
 * run that changed nothing and has passed has nothing to be merged.
 */
const refuseUnintegrated = (
  { state, world }: OpenedRun,
  { base, number, branch: own }: Facts,
): TE.TaskEither<CliError, unknown> => {
  if (state.ended) return TE.right(undefined);
  const { commit } = ownWorktree(state).head;
  const hasDone = commit !== base.commit || state.stop?.reason === 'passed';
  const status = statusOf(state, false);
  const hasTarget = base.branch !== undefined;
  const notIntegrated = (
    branch: string | undefined,
    lacks: 'what it did' | 'all that is on its branch' = 'what it did',
  ) => TE.left({ _tag: 'NotIntegrated' as const, number, status, branch, lacks, hasTarget });
  const branches = [state.applied?.branch, base.branch === undefined ? undefined : branchRef(base.branch)];
  const known = [...new Set(branches.filter((branch) => branch !== undefined))];
  if (!hasDone || state.stop === undefined || state.intents.size > 0) return notIntegrated(base.branch);
  return pipe(
    world.workspace.holds(branchRef(own), commit),
    // What a person went on to do on the branch of the run goes away with it as well.
    TE.map(({ tip, holds }) => (holds ? tip : undefined)),
    TE.bindTo('tip'),
    TE.bind('found', ({ tip }) =>
      TE.traverseSeqArray((branch: string) => world.workspace.holds(branch, tip?.commit ?? commit))(known),
    ),
    TE.chainW(({ tip, found }) =>
      found.some(({ holds }) => holds)
        ? TE.right(undefined)
        : notIntegrated(known[0] && branchName(known[0]), tip && 'all that is on its branch'),
    ),
  );
};
