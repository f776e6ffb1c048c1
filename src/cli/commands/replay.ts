import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isAtRest, planReplay, planRest, type ReadAgain, type Surroundings } from '../../engine/recover.js';
import { replayLine } from '../../inspector/text/plan.js';
import { captureWorkflow, tellKept } from '../captured.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { conclude, drive, type OpenedRun, type Worked, work } from '../drive.js';
import type { CliError } from '../failure.js';
import { type FoundRun, findRun, tellFound } from '../findRun.js';
import { lifeFacts } from '../lifeFacts.js';
import { askedBy, loadWorkflow, type WorkflowOptions } from '../loadWorkflow.js';
import { forkSource, makeFork } from '../makeFork.js';
import { type ForWork, giveBack, openForWork, surroundingsOf, type WorkOptions } from '../openForWork.js';

export interface ReplayOptions extends WorkOptions, WorkflowOptions {
  /** The step to run again, with everything after it. */
  readonly fromStep: string;
  /** Keep the workflow as the run holds it, whatever has become of its files. */
  readonly captured: boolean;
  /** A workflow in the place of the run's own. */
  readonly workflow?: string | undefined;
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
    TE.chainFirstW((work) => isThere(work, options)),
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
  { fromStep }: ReplayOptions,
): TE.TaskEither<CliError, FoundRun> => {
  tellFound(context, found);
  return pipe(
    reading.store.open(found.entry),
    TE.chainW((run) => forkSource(run, Number.POSITIVE_INFINITY)),
    TE.chainFirstEitherKW(({ state }) => planReplay(state, fromStep, { missing: [], changed: [] })),
    TE.chainW((source) => makeFork(context, reading, source)),
  );
};

/** Brings the run to rest, then replays it by what its surroundings are then; or says why it could not. */
const restFirst = (
  context: Context,
  work: ForWork,
  options: ReplayOptions,
): TE.TaskEither<CliError, number> =>
  pipe(
    comeToRest(context, work),
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

/** A step that cannot be replayed is told of before anything is done for it. */
const isThere = (
  { opened, surroundings }: ForWork,
  { fromStep }: ReplayOptions,
): TE.TaskEither<CliError, unknown> =>
  pipe(
    TE.fromEither(planReplay(opened.state, fromStep, surroundings)),
    TE.orElseW((refusal) => giveBack(opened.run, refusal)),
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
    readAgain(context, opened, surroundings, options),
    TE.chainEitherKW((read) => planReplay(opened.state, options.fromStep, surroundings, read)),
    TE.orElseW((error) => giveBack(opened.run, error)),
    TE.chainW((plan) => {
      tellChanged(context, surroundings.changed, plan.workflow);
      context.tell(replayLine(plan));
      const life = lifeFacts(opened.run, opened.state.tornFiles);
      return drive(context, opened, { type: 'ReplayRun', plan, life });
    }),
  );

/** The workflow as its files are now, if that is not what the run holds already. */
const readAgain = (
  context: Context,
  { run, state }: OpenedRun,
  { changed }: Surroundings,
  options: ReplayOptions,
): TE.TaskEither<CliError, ReadAgain | undefined> => {
  const facts = state.run;
  const path = options.workflow === undefined ? facts?.workflow.path : resolve(context.cwd, options.workflow);
  if (!facts || path === undefined || options.captured) return TE.right(undefined);
  if (changed.length === 0 && !asksForOther(options)) return TE.right(undefined);
  if (options.workflow === undefined && !existsSync(path)) return TE.right(undefined);
  const asked = { ...facts.asked, ...askedBy(context, options) };
  return pipe(
    loadWorkflow(context, facts.repository.root, path, { ...asked, set: options.set ?? [] }, facts.set),
    TE.bindW('captured', ({ workflow }) => captureWorkflow(run.payloads, workflow)),
    TE.map(({ captured, set }) => {
      const spec = (facts.workflow.files ?? []).filter((file) => file.path === asked.spec);
      return { workflow: { ...captured, files: [...(captured.files ?? []), ...spec] }, set, asked };
    }),
  );
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

const asksForOther = ({ workflow, agent, pauseAfter, set = [] }: ReplayOptions): boolean =>
  [workflow, agent, pauseAfter].some((option) => option !== undefined) || set.length > 0;
