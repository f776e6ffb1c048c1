import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Surroundings } from '../../engine/recover.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { load } from '../../projections/load.js';
import { noFacts } from '../../projections/outside.js';
import type { RunState } from '../../projections/runState/state.js';
import { runState } from '../../projections/runState.js';
import { workspaceIn } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, tellFound } from '../find/findRun.js';
import { followMove } from '../find/stateOf.js';
import { type ForkSource, forkSource, refuseLostSource } from '../fork/forkSource.js';
import { checkRepository } from '../moved/checkRepository.js';
import { changedFiles } from '../workflow/captured.js';
import { surroundingsOf, type WorkOptions } from './openForWork.js';

/** What a plan is made from, as far as it can be had without holding the run. */
export interface Looked {
  readonly record: ReadableRun;
  readonly state: RunState;
  readonly surroundings: Surroundings;
  /** What the run is forked from, where the work is to be done in a fork of it. */
  readonly source?: ForkSource;
}

/** Looks at a run as someone would who is about to work on it; it is not held, and nothing is changed. */
export const lookForWork = (
  context: Context,
  { store }: Reading,
  found: FoundRun,
  options: WorkOptions,
): TE.TaskEither<CliError, Looked> => {
  tellFound(context, found);
  return pipe(
    store.open(found.entry),
    TE.bindTo('run'),
    TE.chainFirstW(({ run }) => notHeld(run, options)),
    TE.bindW('state', ({ run }) => checkedState(run)),
    TE.chainFirstW(({ state }) => checkRepository(context, state)),
    TE.bindW('surroundings', ({ run, state }) => {
      const workspace = workspaceIn(context, state.run?.repository.gitDir ?? '');
      return surroundingsOf(context, { workspace, run }, state, options.limits);
    }),
    TE.map(({ run, ...looked }) => ({ record: run, ...looked })),
  );
};

/** A run at its end, as it is replayed in a fork, whose worktrees are all still to be made. */
export const lookForFork = (
  context: Context,
  { store }: Reading,
  found: FoundRun,
): TE.TaskEither<CliError, Looked & { readonly source: ForkSource }> => {
  tellFound(context, found);
  return pipe(
    store.open(found.entry),
    TE.bindTo('record'),
    TE.bindW('source', ({ record }) => forkSource(context, record, Number.POSITIVE_INFINITY)),
    TE.chainFirstW(({ source }) => refuseLostSource(context, source)),
    TE.map(({ record, source }) => ({
      record,
      source,
      state: source.state,
      surroundings: { missing: [], changed: changedFiles(source.facts.workflow.files ?? []) },
    })),
  );
};

/** Nobody may be at work on a run that is to be worked on, or that another one takes the place of. */
export const notHeld = (run: ReadableRun, { takeOver = false }: WorkOptions): TE.TaskEither<CliError, void> =>
  pipe(
    run.lease(),
    TE.chainEitherKW((lease) =>
      lease.held && (lease.checked || !takeOver)
        ? E.left({ _tag: 'LeaseHeld' as const, ...lease })
        : E.right(undefined),
    ),
  );

/** The state at the end of a log that was checked from its first line on. */
const checkedState = (run: ReadableRun): TE.TaskEither<CliError, RunState> =>
  pipe(
    load(run.log, runState),
    TE.chainEitherKW(({ value, scan }): E.Either<CliError, RunState> => {
      followMove(value, run.moved);
      if (scan.tail.kind === 'damaged')
        return E.left({ _tag: 'LogDamaged', run: run.ref.run, place: run.place, scan });
      return value.run ? E.right(value) : E.left(noFacts(value));
    }),
  );
