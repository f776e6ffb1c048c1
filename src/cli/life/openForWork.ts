import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { parkedIn, type Surroundings } from '../../engine/recover.js';
import type { World } from '../../engine/world.js';
import type { StepPath } from '../../events/ids.js';
import type { LimitSetting } from '../../events/limits.js';
import type { Position, Stored } from '../../events/stored.js';
import type { SettingsByName } from '../../ports/agents.js';
import type { Failure } from '../../ports/failure.js';
import type { ReadableRun, RunRef, RunStore, WritableRun } from '../../ports/runStore.js';
import type { Repositories } from '../../ports/workspace.js';
import { noFacts } from '../../projections/outside.js';
import { apply } from '../../projections/projection.js';
import type { RunAccumulator, RunState } from '../../projections/runState/state.js';
import { runState } from '../../projections/runState.js';
import { repositoriesOf } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import { composeWorld, stopGitOf } from '../compose/working.js';
import { readSettings } from '../config/config.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, tellFound } from '../find/findRun.js';
import { followMove, startOf } from '../find/stateOf.js';
import { gaugeOf } from '../limits/gaugeOf.js';
import { checkRepository } from '../moved/checkRepository.js';
import { changedFiles } from '../workflow/captured.js';
import { absentIn } from './absentIn.js';
import { damageBefore, type OpenedRun } from './drive.js';

export interface WorkOptions {
  /** Take the lease even from a holder that cannot be seen from here. */
  readonly takeOver?: boolean;
  /** The limits that are asked for now. */
  readonly limits?: readonly LimitSetting[];
}

/** A run opened to be worked on, and what was found around it; nothing is appended yet. */
export interface ForWork {
  readonly opened: OpenedRun;
  /** The same run, to be read. */
  readonly record: ReadableRun;
  readonly surroundings: Surroundings;
}

/** Opens a run for writing, folding its log on the way, and looks at what the log cannot tell. */
export const openForWork = (
  context: Context,
  { store }: Reading,
  found: FoundRun,
  { takeOver = false, limits = [] }: WorkOptions,
): TE.TaskEither<CliError, ForWork> => {
  const { entry } = found;
  tellFound(context, found);
  return pipe(
    TE.Do,
    TE.bind('settings', () => TE.fromEither(readSettings(context))),
    TE.bindW('reader', () => store.open(entry)),
    TE.bindW('start', ({ reader }) => startOf(reader)),
    TE.chainW(({ reader, start: { state, from }, settings }) =>
      openFrom(context, store, entry, { state, from, takeOver, reader, settings, limits }),
    ),
  );
};

interface Opening {
  readonly state: RunAccumulator;
  readonly from: Position | undefined;
  readonly takeOver: boolean;
  readonly reader: ReadableRun;
  readonly settings: SettingsByName;
  readonly limits: readonly LimitSetting[];
}

/** Opens a run, going on from a fold of its beginning; what that fold skips is checked beside the work. */
const openFrom = (
  context: Context,
  store: RunStore,
  ref: RunRef,
  { state, from, takeOver, reader, settings, limits }: Opening,
): TE.TaskEither<CliError, ForWork> => {
  const options = {
    visit: (stored: Stored): void => apply(runState, state, stored),
    leased: state.lives.get(state.life)?.lease ?? 0,
    takeOver,
    ...(from ? { from } : {}),
  };
  return pipe(
    store.openForWriting(ref, options),
    TE.chainW((run) => {
      if (!state.run) return giveBack(run, noFacts(state));
      const moved = followMove(state, reader.moved);
      const { repository, setup } = state.run;
      const world = composeWorld(run, context, { gitDir: repository.gitDir, setup, settings });
      return pipe(
        checkRepository(context, state),
        TE.orElseW((error) => giveBack(run, error)),
        TE.chainW(() => stopGitOf(run)),
        TE.chainW(() =>
          moved && reader.moved
            ? repositoriesOf(context).relink(reader.moved, run.place)
            : TE.right(undefined),
        ),
        TE.chainW(() => surroundingsOf(context, { ...world, run }, state, limits)),
        TE.map((surroundings) => ({
          record: reader,
          opened: { run, state, world, unchecked: from && { reader, upTo: from }, moved },
          surroundings,
        })),
      );
    }),
  );
};

/**
 * What the log cannot tell of a run: which worktrees are gone, which files are not as it holds them, and how far its limits
 * are used, also such as are asked for now.
 */
export const surroundingsOf = (
  context: Context,
  { workspace, run }: Pick<World, 'workspace'> & { readonly run: Parameters<typeof gaugeOf>[1] },
  state: RunState,
  limits: readonly LimitSetting[] = [],
): TE.TaskEither<Failure, Surroundings> =>
  pipe(
    absentIn(workspace, state),
    TE.bindTo('absent'),
    TE.bind('goneOn', () => goneOnFrom(repositoriesOf(context), state)),
    TE.bind('gauge', () => TE.fromTask(() => gaugeOf(state, run, limits))),
    TE.map(({ absent, goneOn, gauge }) => ({
      missing: absent.map(({ unit }) => unit),
      changed: changedFiles(state.run?.workflow.files ?? []),
      goneOn: goneOn.flat(),
      ...gauge,
    })),
  );

/** The first steps whose placeholder is not what their branch ends with any more. */
const goneOnFrom = (
  repositories: Repositories,
  state: RunState,
): TE.TaskEither<Failure, readonly (readonly StepPath[])[]> =>
  pipe(
    parkedIn(state),
    TE.traverseSeqArray(({ path, branch, placeholder, base }) =>
      pipe(
        repositories.tip(state.run?.repository.gitDir ?? '', branch),
        TE.map((tip) => (tip === undefined || tip === placeholder || tip === base ? [] : [path])),
      ),
    ),
  );

/** Gives the lease back because of an error, which stays the one to tell. */
export const giveBack =
  (run: WritableRun, error: CliError): TE.TaskEither<CliError, never> =>
  async () => {
    await run.release()();
    return E.left(error);
  };

/** Says that there is nothing to do only of a log that was checked from its first line on. */
export const nothingToDo = ({ run, unchecked }: OpenedRun): TE.TaskEither<CliError, never> => {
  if (!unchecked) return giveBack(run, { _tag: 'NothingToDo' });
  const { reader, upTo } = unchecked;
  return pipe(
    reader.log.check(upTo),
    TE.matchEW(
      (error) => giveBack(run, error),
      (scan) => {
        const detail = damageBefore(scan, upTo);
        return giveBack(run, detail === undefined ? { _tag: 'NothingToDo' } : { _tag: 'Damaged', detail });
      },
    ),
  );
};
