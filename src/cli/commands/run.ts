import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { keepText } from '../../engine/capture.js';
import type { Environment } from '../../engine/environment.js';
import type { Payloads } from '../../ports/payloads.js';
import type { Source } from '../../ports/sources.js';
import { beginRun, type Inputs } from '../begin/beginRun.js';
import { besideOthers } from '../begin/besideOthers.js';
import { discardFirst } from '../begin/discardFirst.js';
import type { Outcome } from '../command.js';
import { lookAtEnvironment } from '../compose/environment.js';
import { repositoriesOf } from '../compose/git.js';
import { composeReading } from '../compose/reading.js';
import { platform } from '../compose/working.js';
import { readSettings } from '../config/config.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError, UsageError } from '../failure/failure.js';
import { goOn } from '../resume/goOn.js';
import { captureWorkflow } from '../workflow/captured.js';
import { readGiven } from '../workflow/givenFile.js';
import {
  askedBy,
  type LoadedWorkflow,
  loadWorkflow,
  tellWarnings,
  tellWithoutSpec,
  type WorkflowOptions,
} from '../workflow/loadWorkflow.js';

export interface RunOptions extends WorkflowOptions {
  /** The file that `{spec}` stands for. */
  readonly spec?: string | undefined;
  /** Start alongside runs that are unfinished. */
  readonly alongside?: boolean;
}

/** `refold run`: a new run of a workflow, from the commit that is checked out. */
export const run = (context: Context, workflowName: string, options: RunOptions): Outcome => {
  const reading = composeReading(context);
  const repositories = repositoriesOf(context);
  return pipe(
    TE.Do,
    TE.bind('repository', () => repositories.locate(context.cwd)),
    TE.bindW('base', ({ repository }) => repositories.base(repository)),
    TE.bindW('settings', () => TE.fromEither(readSettings(context))),
    TE.bindW('loaded', ({ repository }) => loadWorkflow(context, repository.root, workflowName, options)),
    TE.bindW('spec', () => TE.fromEither(readSpec(context, options.spec))),
    TE.let('asked', ({ spec }) => ({ ...askedBy(context, options), ...(spec ? { spec: spec.path } : {}) })),
    TE.bindW('way', ({ base, loaded, asked }) =>
      besideOthers(context, reading, { ...loaded, asked, base: base.commit }, options),
    ),
    TE.chainW(({ way, repository, base, settings, ...asks }) => {
      if (way.way === 'resume') return goOn(context, reading, way.found, { limits: options.limits ?? [] });
      const tree = asks.loaded.workflow.treeWith(new Map());
      tellWarnings(context, asks.loaded.workflow.warnings);
      tellWithoutSpec(context, tree, asks.spec);
      const start = pipe(
        TE.fromTask(() => lookAtEnvironment(context, repository.root, tree, settings)),
        TE.chainW((environment) => {
          const capture = (payloads: Payloads) => captured(payloads, { ...asks, environment });
          return beginRun(context, reading, { repository, base, settings, capture });
        }),
      );
      if (!way.discards) return start;
      return pipe(
        discardFirst(context, reading, way.discards, {}),
        TE.chain((exit) => (exit === EXIT.done ? start : TE.right(exit))),
      );
    }),
  );
};

const readSpec = (context: Context, file: string | undefined): E.Either<UsageError, Source | undefined> =>
  file === undefined
    ? E.right(undefined)
    : readGiven(context, { what: 'spec', file, example: '--spec spec.md' });

interface Asks {
  readonly loaded: LoadedWorkflow;
  readonly spec: Source | undefined;
  readonly asked: NonNullable<Inputs['asked']>;
  readonly environment: Environment;
}

/** What the run is to do; long texts are payloads by then. */
const captured = (
  payloads: Payloads,
  { loaded: { workflow, set, setup, limits }, spec, asked, environment }: Asks,
): TE.TaskEither<CliError, Inputs> =>
  pipe(
    TE.Do,
    TE.bind('workflow', () => captureWorkflow(payloads, workflow, spec ? [spec] : [])),
    TE.bind('keptSpec', () => keepText(payloads, platform, spec?.text ?? '')),
    TE.map(({ workflow, keptSpec }) => ({
      workflow,
      ...(spec === undefined ? {} : { spec: keptSpec }),
      ...(set.length === 0 ? {} : { set }),
      ...(setup ? { setup } : {}),
      ...(limits.length === 0 ? {} : { limits }),
      ...(Object.keys(asked).length === 0 ? {} : { asked }),
      environment,
    })),
  );
