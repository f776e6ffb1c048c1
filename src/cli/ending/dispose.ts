import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { DriftChosen } from '../../engine/command.js';
import { areaOf, planDisposal } from '../../engine/ending.js';
import type { Facts } from '../../projections/runState/state.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import type { FoundRun } from '../find/findRun.js';
import { drive, type OpenedRun } from '../life/drive.js';
import { lifeFacts } from '../life/lifeFacts.js';
import { giveBack, openForWork, type WorkOptions } from '../life/openForWork.js';

export interface DisposeOptions extends WorkOptions {
  /** Of a run that another one takes the place of, as somebody said of its files: what was found of them. */
  readonly drift?: readonly DriftChosen[];
  /** Refuses what must not go yet, by what git tells while the run is held. */
  readonly refuse?: (opened: OpenedRun, facts: Facts) => TE.TaskEither<CliError, unknown>;
}

/** How the end of a run is called, by the command that brings it about. */
const KINDS = { discard: 'discarded', archive: 'archived' } as const;

/** Takes a run out of its repository, keeping all that it had under refs; or says why not, before anything is changed. */
const disposeOf = (
  context: Context,
  opened: OpenedRun,
  facts: Facts,
  command: keyof typeof KINDS,
  drift: readonly DriftChosen[] = [],
): TE.TaskEither<CliError, number> => {
  const { run, state, world } = opened;
  // While something is under way nobody looks into its worktree; it is ended first.
  const look = state.intents.size === 0 ? 'closely' : 'from afar';
  return pipe(
    world.workspace.tryDispose(areaOf(facts), look),
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
        life: lifeFacts(opened),
        drift,
      }),
    ),
  );
};

/** Opens a run that was found and takes it out of its repository, or goes on with that where it was cut off. */
export const disposeFound = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  command: keyof typeof KINDS,
  { refuse = () => TE.right(undefined), drift, ...options }: DisposeOptions = {},
): TE.TaskEither<CliError, number> =>
  pipe(
    openForWork(context, reading, found, options),
    TE.chainW(({ opened }) =>
      pipe(
        TE.fromEither(planDisposal(opened.state, KINDS[command])),
        TE.chainFirstW((facts) => refuse(opened, facts)),
        TE.orElseW((refusal) => giveBack(opened.run, refusal)),
        TE.chainW((facts) => disposeOf(context, opened, facts, command, drift)),
      ),
    ),
  );
