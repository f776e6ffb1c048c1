import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, findOwnRun } from '../find/findRun.js';
import { makeFork } from '../fork/makeFork.js';
import { lookForFork } from '../life/lookForWork.js';
import { giveBack, openForWork } from '../life/openForWork.js';
import { plannedReplay } from '../replay/plannedReplay.js';
import { refuseTargets } from '../replay/refuseTargets.js';
import { type ReplayWork, replayOpened } from '../replay/replayOpened.js';
import { settleOthers } from '../replay/settleOthers.js';
import { replayDryRun } from './replayDryRun.js';

export interface ReplayOptions extends ReplayWork {
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/** `refold replay`: goes back to just before a step and runs again from there, by what the workflow's files say now. */
export const replay = (context: Context, wanted: string | undefined, options: ReplayOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findOwnRun(reading, 'change', wanted),
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
    TE.chainW((meant) => openForWork(context, reading, meant, options)),
    TE.bindTo('work'),
    TE.bindW('said', ({ work }) =>
      pipe(
        settleOthers(context, work, options),
        TE.orElseW((error) => giveBack(work.opened.run, error)),
      ),
    ),
    TE.chainW(({ work, said }) => replayOpened(context, work, { ...options, said })),
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
    TE.chainFirstW((looked) =>
      pipe(
        plannedReplay(context, looked.state, looked.surroundings, options),
        TE.chainW((plan) => refuseTargets(context, looked, plan)),
      ),
    ),
    TE.chainW(({ source }) => makeFork(context, reading, source)),
  );
