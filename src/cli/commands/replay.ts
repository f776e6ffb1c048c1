import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isAtRest, planReplay, planRest } from '../../engine/recover.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { conclude, drive, type Worked, work } from '../drive.js';
import type { CliError } from '../failure.js';
import { type FoundRun, findRun } from '../findRun.js';
import { lifeFacts } from '../lifeFacts.js';
import { lookForFork } from '../lookForWork.js';
import { makeFork } from '../makeFork.js';
import { type ForWork, giveBack, openForWork, surroundingsOf, type WorkOptions } from '../openForWork.js';
import { plannedReplay, REST_FIRST, type ReplayAsked, replayBudget, tellReplay } from '../plannedReplay.js';
import { readAgain } from '../readAgain.js';
import { replayDryRun } from './replayDryRun.js';

export interface ReplayOptions extends WorkOptions, ReplayAsked {
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/** `refold replay`: goes back to just before a step and runs again from there, by what the workflow's files say now. */
export const replay = (context: Context, wanted: string | undefined, options: ReplayOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, wanted),
    TE.chainW((found) =>
      options.dryRun
        ? replayDryRun(context, reading, found, options)
        : replayFound(context, reading, found, options),
    ),
  );
};

const replayFound = (context: Context, reading: Reading, found: FoundRun, options: ReplayOptions): Outcome =>
  pipe(
    options.fork ? inFork(context, reading, found, options) : TE.right(found),
    TE.chainW((found) => openForWork(context, reading, found, options)),
    TE.chainW((work) =>
      isAtRest(work.opened.state) ? again(context, work, options) : restFirst(context, work, options),
    ),
  );

/** A fork of all that the run has come to, to be replayed in its place; a replay that cannot be is refused before. */
const inFork = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: ReplayOptions,
): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    lookForFork(context, reading, found),
    TE.chainFirstW(({ state, surroundings }) => plannedReplay(context, state, surroundings, options)),
    TE.chainW(({ source }) => makeFork(context, reading, source)),
  );

/**
 * Brings the run to rest, then replays it by what its surroundings are then; or says why it could not. A replay that
 * cannot be is refused before anything is ended for it.
 */
const restFirst = (
  context: Context,
  work: ForWork,
  options: ReplayOptions,
): TE.TaskEither<CliError, number> =>
  pipe(
    plannedReplay(context, work.opened.state, work.surroundings, options),
    TE.orElseW((refusal) => giveBack(work.opened.run, refusal)),
    TE.chainW(() => comeToRest(context, work)),
    TE.chainW((rest) => {
      const isResting = rest.state.stop?.reason === 'replay' && rest.damage === undefined;
      if (!isResting) return conclude(context, work.opened, rest);
      const opened = { ...work.opened, unchecked: undefined };
      return pipe(
        surroundingsOf(context, opened.world, opened.state),
        TE.orElseW((error) => giveBack(opened.run, error)),
        TE.chainW((surroundings) => again(context, { opened, surroundings }, options)),
      );
    }),
  );

/** Ends what is under way and keeps what is not committed: nothing may be half done when steps are cleared. */
const comeToRest = (context: Context, { opened, surroundings }: ForWork): TE.TaskEither<CliError, Worked> => {
  context.tell(REST_FIRST);
  const life = lifeFacts(opened);
  return work(context, opened, [{ type: 'ComeToRest', life, ...planRest(opened.state, surroundings) }]);
};

const again = (
  context: Context,
  { opened, surroundings }: ForWork,
  options: ReplayOptions,
): TE.TaskEither<CliError, number> =>
  pipe(
    readAgain(context, opened.state, surroundings, options),
    TE.chainW((read) => (read ? read.capture(opened.run.payloads) : TE.right(undefined))),
    TE.chainEitherKW((read) => planReplay(opened.state, options.fromStep, surroundings, read)),
    TE.orElseW((error) => giveBack(opened.run, error)),
    TE.chainW((plan) => {
      tellReplay(context, surroundings, plan, replayBudget(opened.state, surroundings, options.limits));
      const life = lifeFacts(opened);
      return drive(context, opened, { type: 'ReplayRun', plan, life, limits: options.limits ?? [] });
    }),
  );
