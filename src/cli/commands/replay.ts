import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isAtRest, planReplay, planRest, type ReadAgain, type Surroundings } from '../../engine/recover.js';
import { meantLine, type ReplayPlan, replayLine } from '../../inspector/text/plan.js';
import type { RunState } from '../../projections/runState/state.js';
import { changedFiles, tellKept } from '../captured.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { conclude, drive, type Worked, work } from '../drive.js';
import type { CliError } from '../failure.js';
import { type FoundRun, findRun, tellFound } from '../findRun.js';
import { lifeFacts } from '../lifeFacts.js';
import { forkSource, makeFork } from '../makeFork.js';
import { type ForWork, giveBack, openForWork, surroundingsOf, type WorkOptions } from '../openForWork.js';
import { type ReadAgainOptions, readAgain } from '../readAgain.js';

export interface ReplayOptions extends WorkOptions, ReadAgainOptions {
  /** The step to run again, with everything after it. */
  readonly fromStep: string;
  /** Leave the run as it is, and replay in a fork of it. */
  readonly fork: boolean;
}

/** `refold replay`: goes back to just before a step and runs again from there, by what the workflow's files say now. */
export const replay = (context: Context, wanted: string | undefined, options: ReplayOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, wanted),
    TE.chainW((found) => (options.fork ? inFork(context, reading, found, options) : TE.right(found))),
    TE.chainW((found) => openForWork(context, reading, found, options)),
    TE.chainW((work) =>
      isAtRest(work.opened.state) ? again(context, work, options) : restFirst(context, work, options),
    ),
  );
};

/** A fork of all that the run has come to, to be replayed in its place; a replay that cannot be is refused before. */
const inFork = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: ReplayOptions,
): TE.TaskEither<CliError, FoundRun> => {
  tellFound(context, found);
  return pipe(
    reading.store.open(found.entry),
    TE.chainW((run) => forkSource(run, Number.POSITIVE_INFINITY)),
    TE.chainFirstW(({ state, facts }) =>
      canBe(context, state, { missing: [], changed: changedFiles(facts.workflow.files ?? []) }, options),
    ),
    TE.chainW((source) => makeFork(context, reading, source)),
  );
};

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
    canBe(context, work.opened.state, work.surroundings, options),
    TE.orElseW((refusal) => giveBack(work.opened.run, refusal)),
    TE.chainW(() => comeToRest(context, work)),
    TE.chainW((rest) => {
      const isResting = rest.state.stop?.reason === 'replay' && rest.damage === undefined;
      if (!isResting) return conclude(context, work.opened, rest);
      const opened = { ...work.opened, unchecked: undefined };
      return pipe(
        surroundingsOf(opened.world, opened.state),
        TE.orElseW((error) => giveBack(opened.run, error)),
        TE.chainW((surroundings) => again(context, { opened, surroundings }, options)),
      );
    }),
  );

/** Plans a replay by the workflow as it is now, and keeps nothing of either. */
const canBe = (
  context: Context,
  state: RunState,
  surroundings: Surroundings,
  options: ReplayOptions,
): TE.TaskEither<CliError, unknown> =>
  pipe(
    readAgain(context, state, surroundings, options),
    TE.chainEitherKW((read) => planReplay(state, options.fromStep, surroundings, read?.uncaptured)),
  );

/** Ends what is under way and keeps what is not committed: nothing may be half done when steps are cleared. */
const comeToRest = (context: Context, { opened, surroundings }: ForWork): TE.TaskEither<CliError, Worked> => {
  context.tell('first, what is under way is ended, and what is not committed is kept');
  const life = lifeFacts(opened.run, opened.state.tornFiles);
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
      tellPlan(context, surroundings, plan);
      const life = lifeFacts(opened.run, opened.state.tornFiles);
      return drive(context, opened, { type: 'ReplayRun', plan, life });
    }),
  );

/** The plan in one line, what was meant by a name that several tasks have, and which files are not as they were. */
const tellPlan = (context: Context, { changed }: Surroundings, plan: ReplayPlan): void => {
  const meant = meantLine(plan);
  if (meant !== undefined) context.tell(meant);
  tellChanged(context, changed, plan.workflow);
  context.tell(replayLine(plan));
};

/** Says which files have changed, and whether the replay goes by what they say now. */
const tellChanged = (
  context: Context,
  changed: readonly string[],
  workflow: ReadAgain['workflow'] | undefined,
): void => {
  const read = new Set(workflow?.files?.map((file) => file.path));
  const isRead = (file: string): boolean => read.has(file) && existsSync(file);
  for (const file of changed.filter(isRead))
    context.tell(`note: ${file} has changed since; the replay goes by what it says now`);
  tellKept(
    context,
    changed.filter((file) => !isRead(file)),
  );
};
