import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { changedIn, type SettleOptions, settleFiles } from '../drift/settleFiles.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, findOwnRun } from '../find/findRun.js';
import { makeFork } from '../fork/makeFork.js';
import { lookForFork } from '../life/lookForWork.js';
import { type ForWork, giveBack, openForWork } from '../life/openForWork.js';
import { notGoneOnWith, plannedReplay } from '../replay/plannedReplay.js';
import { type ReplayWork, replayOpened } from '../replay/replayOpened.js';
import { replayDryRun } from './replayDryRun.js';

export interface ReplayOptions extends ReplayWork, SettleOptions {
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
    TE.bindW('settled', ({ work }) => settleOthers(context, work, options)),
    TE.chainW(({ work, settled }) => replayOpened(context, work, { ...options, ...settled })),
  );

/** Has somebody say what becomes of changed files in the worktrees that a replay goes on with as they are; the others go back. */
const settleOthers = (
  context: Context,
  { opened, record, surroundings }: ForWork,
  options: ReplayOptions,
): TE.TaskEither<CliError, Pick<ReplayWork, 'drift' | 'changed'>> =>
  pipe(
    plannedReplay(context, opened.state, surroundings, options),
    TE.chainW((plan) => {
      const missing = notGoneOnWith(opened.state, surroundings, plan);
      return settleFiles(context, { opened, record, missing, isReplayed: true }, options);
    }),
    TE.map((settled) => ({
      drift: settled.way === 'fresh' ? [] : settled.drift,
      changed: changedIn(settled.files),
    })),
    TE.orElseW((error) => giveBack(opened.run, error)),
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
