import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Command } from '../../engine/command.js';
import { decide } from '../../engine/decide.js';
import type { Stored } from '../../events/stored.js';
import type { Clock } from '../../ports/clock.js';
import type { LogDamaged, RunEntry, RunStore, WritableRun } from '../../ports/runStore.js';
import { lastStepOf } from '../../projections/outside.js';
import { apply, project } from '../../projections/projection.js';
import type { OutsideState } from '../../projections/runState/outsideState.js';
import type { RunAccumulator, RunState } from '../../projections/runState/state.js';
import { runState } from '../../projections/runState.js';
import { systemClock } from '../compose/working.js';
import type { Context } from '../context.js';
import { type CliError, tell } from '../failure/failure.js';
import { followMove } from '../find/stateOf.js';
import { giveBack } from '../life/openForWork.js';
import { checkRepository } from '../moved/checkRepository.js';

/** A run of a workflow that refold does not run, open for writing, with its fold. */
export interface OpenedOutside {
  readonly run: WritableRun;
  readonly state: RunAccumulator;
  readonly outside: OutsideState;
}

export interface WriteOptions {
  readonly takeOver?: boolean;
}

/** How long another writer is waited for before it is told of, and how often it is looked for, in milliseconds. */
const WAIT_MS = 5_000;
const LOOK_MS = 25;

/** Tries again for a while what another live process keeps from being done: writers follow one after the other. */
export const inTurn =
  <A>(
    { env }: Pick<Context, 'env'>,
    once: TE.TaskEither<CliError, A>,
    { wait }: Pick<Clock, 'wait'> = systemClock,
  ): TE.TaskEither<CliError, A> =>
  async () => {
    const seconds = Number(env.REFOLD_WAIT_SECONDS ?? '');
    const most = env.REFOLD_WAIT_SECONDS && seconds >= 0 ? seconds * 1000 : WAIT_MS;
    for (let waited = 0; ; waited += LOOK_MS) {
      const tried = await once();
      const isHeld = E.isLeft(tried) && tried.left._tag === 'LeaseHeld' && tried.left.checked;
      if (!isHeld) return tried;
      if (waited >= most) return E.left({ ...tried.left, _tag: 'WriterHeld' });
      await wait(LOOK_MS);
    }
  };

/** Opens a run of a workflow that refold does not run, once nobody else writes to it. */
export const openOutside = (
  context: Context,
  store: RunStore,
  entry: RunEntry,
  { takeOver = false }: WriteOptions = {},
): TE.TaskEither<CliError, OpenedOutside> =>
  inTurn(context, () => {
    const state = runState.empty();
    const visit = (stored: Stored): void => apply(runState, state, stored);
    return pipe(
      store.openForWriting(entry, { visit, takeOver }),
      TE.mapLeft((error) => (error._tag === 'LogDamaged' ? damagedBehind(state, error) : error)),
      TE.chainW((run): TE.TaskEither<CliError, OpenedOutside> => {
        if (state.critical) return giveBack(run, { _tag: 'NewerLog', ...state.critical });
        followMove(state, entry.moved);
        const { outside } = state;
        if (!outside) return giveBack(run, { _tag: 'NotCreated' });
        return pipe(
          checkRepository(context, state),
          TE.map(() => ({ run, state, outside })),
          TE.orElseW((error) => giveBack(run, error)),
        );
      }),
    )();
  });

/** Nothing is written behind damage; a new run of the name can begin where this one is known to have been. */
export const damagedBehind = ({ outside }: Pick<RunState, 'outside'>, damaged: LogDamaged): CliError => {
  if (!outside) return damaged;
  const { name } = outside;
  const { message } = tell(damaged);
  const { place } = damaged;
  return { _tag: 'OutsideLogDamaged', name, message, place, step: lastStepOf(outside) };
};

/** Decides what is asked of a run, and puts it on the disk. */
export const record = (
  run: WritableRun,
  state: RunAccumulator,
  command: Command,
): TE.TaskEither<CliError, RunAccumulator> =>
  pipe(
    TE.fromEither(decide(command, state)),
    TE.chainEitherKW((drafts) => run.log.stage(state.seq, drafts, systemClock.now())),
    TE.chainFirstW(() => run.log.flush()),
    TE.map((stored) => project(runState, stored, state)),
  );

/** Works with a run and gives it back, however that ends. */
export const andRelease =
  <A>(run: WritableRun, work: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
  async () => {
    const done = await work();
    const released = await run.release()();
    return E.isRight(done) && E.isLeft(released) ? released : done;
  };
