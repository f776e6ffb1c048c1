import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { decide } from '../../engine/decide.js';
import { type ForkPlace, planFork } from '../../engine/recover.js';
import { branchRef, RUN_BRANCHES } from '../../events/branch.js';
import type { DataOf } from '../../events/catalogue.js';
import { createEncoder } from '../../events/encode.js';
import type { Position } from '../../events/stored.js';
import type { Move, ReadableRun } from '../../ports/runStore.js';
import { type LoadedForkPoint, loadForkPoint } from '../../projections/forkPoint.js';
import { noFacts } from '../../projections/outside.js';
import { apply } from '../../projections/projection.js';
import type { Facts, RunState } from '../../projections/runState/state.js';
import { runState } from '../../projections/runState.js';
import { newRunId } from '../begin/newRunId.js';
import { repositoriesOf } from '../compose/git.js';
import { platform } from '../compose/working.js';
import type { Context } from '../context.js';
import { neededBy } from '../drift/lastGoodCut.js';
import { refuseLost } from '../drift/refuseLost.js';
import type { CliError } from '../failure/failure.js';
import { followMove } from '../find/stateOf.js';
import { checkRepository } from '../moved/checkRepository.js';
import { VERSION } from '../version.js';

/** A run whose log can be gone on with from a cut, and what it is then. */
export interface ForkSource extends LoadedForkPoint {
  readonly run: ReadableRun;
  readonly position: Position;
  readonly facts: Facts;
  readonly becoming: (place: ForkPlace) => DataOf<'RunForked'>;
  /** Where the repository has gone, where no event up to the cut says so. */
  readonly moved: Move | undefined;
}

const NOT_BEGUN: CliError = {
  _tag: 'Usage',
  message: 'the run had not begun yet at that moment',
  hint: '`refold log` lists its events: fork it at one of them',
};

/** Reads a run up to a cut and says why no fork can be made there, if it cannot. Nothing is changed. */
export const forkSource = (
  context: Context,
  run: ReadableRun,
  cut: number,
): TE.TaskEither<CliError, ForkSource> =>
  pipe(
    loadForkPoint(run.log, cut),
    TE.chainEitherKW((point): E.Either<CliError, ForkSource> => {
      const { state, position, scan } = point;
      // The end of a damaged log is not known, so that nothing can be forked there; nor is a run without its first event.
      if (scan.tail.kind === 'damaged' && (cut === Number.POSITIVE_INFINITY || !position))
        return E.left({ _tag: 'LogDamaged', run: run.ref.run, place: run.place, scan });
      if (!position && cut < Number.POSITIVE_INFINITY) return E.left(NOT_BEGUN);
      const planned = planFork(state, position?.hash ?? '');
      if (E.isLeft(planned)) return planned;
      if (!position || !state.run) return E.left(noFacts(state));
      const moved = followMove(state, run.moved);
      return E.right({ ...point, run, position, facts: state.run, becoming: planned.right, moved });
    }),
    TE.chainFirst(({ state }) => checkRepository(context, state)),
    TE.chainFirst(({ facts }) => refuseInTheWay(context, facts)),
  );

/** Refuses a fork where a branch is called as the folder of the branches of all runs: git has no room for both. */
const refuseInTheWay = (context: Context, { repository }: Facts): TE.TaskEither<CliError, void> =>
  pipe(
    repositoriesOf(context).tip(repository.gitDir, branchRef(RUN_BRANCHES)),
    TE.chainW((tip) =>
      tip === undefined
        ? TE.right(undefined)
        : TE.left<CliError>({ _tag: 'BranchInTheWay', branch: RUN_BRANCHES }),
    ),
  );

/** Refuses a fork whose repository has lost what it would go on from. */
export const refuseLostSource = (
  context: Context,
  { run, state, facts }: ForkSource,
): TE.TaskEither<CliError, void> =>
  pipe(
    repositoriesOf(context).lacks(facts.repository.gitDir, neededBy(state)),
    TE.chainW((lost) => refuseLost(context, run, state, lost)),
  );

/** What a fork would know of itself, were it made; its id and its folder are made up. */
export const asFork = ({ state, position, becoming, moved }: ForkSource): RunState => {
  const facts = becoming({ run: newRunId(), number: 1, folder: '/', refold: VERSION });
  const drafts = decide({ type: 'ForkRun', facts, ...(moved ? { moved } : {}) }, state);
  const batch = E.isLeft(drafts) ? drafts : createEncoder(platform)(position, drafts.right, state.at);
  if (E.isRight(batch)) for (const stored of batch.right.stored) apply(runState, state, stored);
  return state;
};

/** From where a fork goes on, in one line. */
export const forkWords = ({ facts, position }: ForkSource): string =>
  `fork plan: a run of its own from #${facts.number} ${facts.run} at seq ${position.seq}`;
