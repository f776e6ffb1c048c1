import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { areaOf } from '../engine/ending.js';
import type { RunState } from '../projections/runState/state.js';
import type { Context } from './context.js';
import { drive, type OpenedRun } from './drive.js';
import type { CliError } from './failure.js';
import { lifeFacts } from './lifeFacts.js';
import { giveBack } from './openForWork.js';

/** How the end of a run is called, by the command that brings it about. */
const KINDS = { discard: 'discarded', archive: 'archived' } as const;

/** Takes a run out of its repository, keeping all that it had under refs; or says why not, before anything is changed. */
export const disposeOf = (
  context: Context,
  opened: OpenedRun,
  facts: NonNullable<RunState['run']>,
  command: keyof typeof KINDS,
): TE.TaskEither<CliError, number> => {
  const { run, state, world } = opened;
  // While something is under way its worktree is not to be looked at closely; it is ended first.
  const isQuiet = state.intents.size === 0;
  return pipe(
    isQuiet ? world.workspace.tryDispose(areaOf(facts)) : TE.right(undefined),
    TE.chainEitherKW((why) =>
      why === undefined
        ? E.right(undefined)
        : E.left({ _tag: 'CannotRemove' as const, number: facts.number, command, why }),
    ),
    TE.orElseW((error) => giveBack(run, error)),
    TE.chainW(() =>
      drive(context, opened, {
        type: 'DisposeRun',
        kind: KINDS[command],
        life: lifeFacts(run, state.tornFiles),
      }),
    ),
  );
};
