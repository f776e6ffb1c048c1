import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { planReplay, type ReadAgain } from '../../engine/recover.js';
import { replayLine } from '../../inspector/text/plan.js';
import { captureWorkflow, tellKept } from '../captured.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { drive } from '../drive.js';
import type { CliError } from '../failure.js';
import { findRun } from '../findRun.js';
import { lifeFacts } from '../lifeFacts.js';
import { loadWorkflow, unknownAgents, type WorkflowOptions } from '../loadWorkflow.js';
import { type ForWork, giveBack, openForWork, type WorkOptions } from '../openForWork.js';

export interface ReplayOptions extends WorkOptions, WorkflowOptions {
  /** The step to run again, with everything after it. */
  readonly fromStep: string;
  /** Keep the workflow as the run holds it, whatever has become of its files. */
  readonly captured: boolean;
  /** A workflow in the place of the run's own. */
  readonly workflow?: string | undefined;
}

/** `refold replay`: goes back to just before a step and runs again from there, by what the workflow's files say now. */
export const replay = (context: Context, wanted: string | undefined, options: ReplayOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, wanted),
    TE.chainW((found) => openForWork(context, reading, found, options)),
    TE.chainW((work) =>
      pipe(
        readAgain(context, work, options),
        TE.chainEitherKW((again) =>
          planReplay(work.opened.state, options.fromStep, work.surroundings, again),
        ),
        TE.orElseW((error) => giveBack(work.opened.run, error)),
        TE.chainW((plan) => {
          const { opened } = work;
          context.tell(replayLine(plan));
          const life = lifeFacts(opened.run, opened.state.tornFiles);
          return drive(context, opened, { type: 'ReplayRun', plan, life });
        }),
      ),
    ),
  );
};

/** The workflow as its files are now, if that is not what the run holds already. */
const readAgain = (
  context: Context,
  { opened: { run, state }, surroundings }: ForWork,
  options: ReplayOptions,
): TE.TaskEither<CliError, ReadAgain | undefined> => {
  const facts = state.run;
  const { changed } = surroundings;
  const path = options.workflow === undefined ? facts?.workflow.path : resolve(context.cwd, options.workflow);
  if (!facts || path === undefined || options.captured) {
    tellKept(context, changed);
    return TE.right(undefined);
  }
  if (changed.length === 0 && !asksForOther(options)) return TE.right(undefined);
  if (options.workflow === undefined && !existsSync(path)) {
    tellKept(context, changed);
    return TE.right(undefined);
  }
  const set = options.set?.length
    ? options.set
    : (facts.set ?? []).map(({ name, value }) => `${name}=${value}`);
  return pipe(
    loadWorkflow(context, facts.repository.root, path, { ...facts.asked, ...given(options), set }),
    TE.filterOrElseW(
      ({ workflow }) => unknownAgents(workflow.treeWith(new Map())) === undefined,
      ({ workflow }) => unknownAgents(workflow.treeWith(new Map())) as CliError,
    ),
    TE.bindW('workflowData', ({ workflow }) => captureWorkflow(run.payloads, workflow)),
    TE.map(({ workflow, workflowData, set: values }) => {
      const read = new Set(workflow.files.map((file) => file.path));
      for (const file of changed.filter((one) => read.has(one)))
        context.tell(`note: ${file} has changed since; the replay goes by what it says now`);
      tellKept(
        context,
        changed.filter((one) => !read.has(one)),
      );
      return { workflow: workflowData, set: values };
    }),
  );
};

const asksForOther = ({ workflow, agent, pauseAfter, set = [] }: ReplayOptions): boolean =>
  [workflow, agent, pauseAfter].some((option) => option !== undefined) || set.length > 0;

const given = ({ agent, pauseAfter }: WorkflowOptions): WorkflowOptions => ({
  ...(agent === undefined ? {} : { agent }),
  ...(pauseAfter === undefined ? {} : { pauseAfter }),
});
