import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ReadAgain, Surroundings } from '../../engine/recover.js';
import type { Failure } from '../../ports/failure.js';
import type { Payloads } from '../../ports/payloads.js';
import type { RunState } from '../../projections/runState/state.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { captureWorkflow } from './captured.js';
import { askedBy, loadWorkflow, type WorkflowOptions } from './loadWorkflow.js';

export interface ReadAgainOptions extends WorkflowOptions {
  /** Keep the workflow as the run holds it, whatever has become of its files. */
  readonly captured: boolean;
  /** A workflow in the place of the run's own. */
  readonly workflow?: string | undefined;
}

/** A workflow that was read again for a run. */
export interface Reread {
  /** With all of its texts in it: enough to plan by, and too long for an event. */
  readonly uncaptured: ReadAgain;
  /** As an event holds it, its long texts kept in the payloads of the run. */
  readonly capture: (payloads: Payloads) => TE.TaskEither<Failure, ReadAgain>;
}

/** The workflow as its files are now, if that is not what the run holds already. Nothing is kept yet. */
export const readAgain = (
  context: Context,
  { run: facts }: RunState,
  { changed }: Surroundings,
  options: ReadAgainOptions,
): TE.TaskEither<CliError, Reread | undefined> => {
  const path = options.workflow === undefined ? facts?.workflow.path : resolve(context.cwd, options.workflow);
  if (!facts || path === undefined || options.captured) return TE.right(undefined);
  if (changed.length === 0 && !asksForOther(options)) return TE.right(undefined);
  if (options.workflow === undefined && !existsSync(path)) return TE.right(undefined);
  const asked = { ...facts.asked, ...askedBy(context, options) };
  const spec = (facts.workflow.files ?? []).filter((file) => file.path === asked.spec);
  return pipe(
    loadWorkflow(context, facts.repository.root, path, { ...asked, set: options.set ?? [] }, facts.set),
    TE.map(({ workflow, set }) => {
      const { source } = workflow;
      const tree = workflow.treeWith(new Map());
      return {
        uncaptured: { workflow: { path: source.path, source: { text: source.text }, tree }, set, asked },
        capture: (payloads) =>
          pipe(
            captureWorkflow(payloads, workflow),
            TE.map((kept) => ({
              workflow: { ...kept, files: [...(kept.files ?? []), ...spec] },
              set,
              asked,
            })),
          ),
      };
    }),
  );
};

const asksForOther = ({ workflow, agent, pauseAfter, tasks, set = [] }: ReadAgainOptions): boolean =>
  [workflow, agent, pauseAfter, tasks].some((option) => option !== undefined) || set.length > 0;
