import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LimitSetting } from '../../events/limits.js';
import { some } from '../../events/some.js';
import type { SetupNode, WorkflowTree } from '../../events/tree.js';
import { variablesOf } from '../../events/variablesIn.js';
import { harmless } from '../../inspector/text/paint.js';
import { firstOf } from '../../workflow/limits.js';
import { load, type Workflow } from '../../workflow/load.js';
import { withNearest } from '../../workflow/nearest.js';
import { namedAgent } from '../../workflow/normalise/agent.js';
import type { Settings } from '../../workflow/normalise/context.js';
import { pausingAfter } from '../../workflow/pauseAfter.js';
import { problemsIn } from '../../workflow/read.js';
import type { GivenTasks } from '../../workflow/readTasks.js';
import { PASS } from '../../workflow/schema/agent.js';
import { PROVIDERS, SCENARIO, SESSIONS } from '../compose/agents.js';
import { repositoryAt } from '../compose/git.js';
import { sourcesIn } from '../compose/sources.js';
import { readConfig } from '../config/config.js';
import type { Context } from '../context.js';
import type { CliError, UsageError } from '../failure/failure.js';
import { quoted } from '../failure/wording.js';
import { readGiven } from './givenFile.js';
import { keptInputs, settingsOf, withDefaults } from './givenInputs.js';

/** What the command line says about a workflow. */
export interface WorkflowOptions {
  readonly agent?: string | undefined;
  readonly pauseAfter?: string | undefined;
  /** A file or a folder of tasks. */
  readonly tasks?: string | undefined;
  /** `name=value`, each. */
  readonly set?: readonly string[];
  /** What goes before the limits of the configuration and of the workflow. */
  readonly limits?: readonly LimitSetting[];
}

/** A workflow as it is to be run, and the values that its variables were given. */
export interface LoadedWorkflow {
  readonly workflow: Workflow;
  readonly set: readonly { readonly name: string; readonly value: string }[];
  /** What a fresh worktree is given. */
  readonly setup: SetupNode | undefined;
  /** What its runs are held to. */
  readonly limits: readonly LimitSetting[];
}

/** What the command line says of a workflow as a whole, so that a replay can say it again. */
export const askedBy = (
  { cwd }: Context,
  { agent, pauseAfter, tasks }: WorkflowOptions,
): { readonly agent?: string; readonly pauseAfter?: string; readonly tasks?: string } => {
  const [, scenario] = /^scripted:(.+)$/.exec(agent ?? '') ?? [];
  const named = scenario === undefined ? agent : `scripted:${resolve(cwd, scenario)}`;
  return {
    ...(named === undefined ? {} : { agent: named }),
    ...(pauseAfter === undefined ? {} : { pauseAfter }),
    ...(tasks === undefined ? {} : { tasks: resolve(cwd, tasks) }),
  };
};

/** Finds and reads a workflow that is to be run, with what the command line and the configuration say about it. */
export const loadWorkflow = (
  ...asked: Parameters<typeof checkWorkflow>
): ReturnType<typeof checkWorkflow> => {
  const [, , name, { tasks }] = asked;
  return pipe(
    checkWorkflow(...asked),
    TE.filterOrElseW(
      ({ workflow }) => workflow.takesTasks === (tasks !== undefined),
      ({ workflow }) => wrongTasks(name, workflow),
    ),
    TE.chainEitherKW((loaded) => keptInputs(name, loaded)),
  );
};

/** Tasks that a workflow has to be given and is not, or that it has no use for. */
const wrongTasks = (name: string, { takesTasks }: Workflow): UsageError =>
  takesTasks
    ? {
        _tag: 'Usage',
        message: `${name} works through tasks, and none are given`,
        hint: 'give a file or a folder of them: `--tasks prd.json`; docs/workflows.md says what it may hold',
      }
    : {
        _tag: 'Usage',
        message: `${name} takes no tasks from the command line`,
        hint: 'leave `--tasks` out; a split takes them that says `tasks: given`',
      };

const pausing = (workflow: Workflow, wanted: string | undefined): E.Either<UsageError, Workflow> =>
  wanted === undefined
    ? E.right(workflow)
    : pipe(
        pausingAfter(workflow, wanted),
        E.mapLeft((paths) => ({
          _tag: 'Usage',
          message: `no step with an agent is called ${quoted(wanted)}, so there is none to pause after`,
          hint: paths.length === 0 ? 'no step has an agent' : `those with an agent are ${some(paths)}`,
        })),
      );

/** The same of a workflow that is only looked at, and may lack the tasks that it is to be given. */
export const checkWorkflow = (
  context: Context,
  repository: string | undefined,
  name: string,
  options: WorkflowOptions,
  before: LoadedWorkflow['set'] = [],
): TE.TaskEither<CliError, LoadedWorkflow> =>
  pipe(
    TE.Do,
    TE.bind('config', () => TE.fromEither(readConfig(context, repository))),
    TE.bindW('agent', () => TE.fromEither(agentOf(context, options.agent))),
    TE.bindW('set', () => TE.fromEither(settingsOf(options.set ?? [], before))),
    TE.bindW('tasks', () => TE.fromEither(givenTasks(context, options.tasks))),
    TE.let('setup', ({ config }) => config.setup),
    TE.bindW('workflow', ({ config, agent, set, tasks }) => {
      const settings: Settings = {
        agent,
        gateCommands: config.gates,
        sessions: SESSIONS,
      };
      const sources = sourcesIn(context, repository);
      return pipe(
        load({ sources, set, settings, tasks, providers: PROVIDERS, scenario: SCENARIO }, name),
        TE.chainEitherKW((loaded) => pausing(loaded, options.pauseAfter)),
      );
    }),
    TE.let('limits', ({ config, workflow }) => firstOf(options.limits ?? [], config.limits, workflow.limits)),
    TE.map(({ set, ...rest }) => ({ ...rest, set: withDefaults(set, rest.workflow) })),
    TE.mapLeft((error) =>
      error._tag === 'WorkflowInvalid'
        ? {
            ...error,
            ...(options.tasks === undefined ? {} : { tasks: options.tasks }),
            ...(options.set && options.set.length > 0 ? { isSet: true as const } : {}),
          }
        : error,
    ),
  );

/** Tasks by where they are. */
const givenTasks = (
  context: Context,
  file: string | undefined,
): E.Either<UsageError, GivenTasks | undefined> => {
  if (file === undefined) return E.right(undefined);
  const path = resolve(context.cwd, file);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return E.right({ dir: path });
  return pipe(
    readGiven(context, { what: 'list of tasks', file, example: '--tasks prd.json' }),
    E.map(() => ({ file: path })),
  );
};

/** The top of the repository at hand; undefined outside of any. */
export const repositoryRoot = ({ cwd }: Context): string | undefined => {
  const found = repositoryAt(cwd);
  return E.isRight(found) ? found.right.root : undefined;
};

/** Says what in a workflow is passed over, or is likely not what was meant. */
export const tellWarnings = (context: Context, warnings: Workflow['warnings']): void => {
  for (const { file, line, column, message } of warnings)
    context.tell(`warning: ${file}:${line}:${column}: ${harmless(message)}`);
};

/** Says that the workflow was written for a spec, where none is given: its agents would be asked for nothing. */
export const tellWithoutSpec = (context: Context, tree: WorkflowTree, spec: unknown): void => {
  if (spec === undefined && variablesOf(tree).has('spec'))
    context.tell('warning: the workflow draws on {spec}, and there is no --spec: it will be empty');
};

/** The agent that takes the place of every other. */
const agentOf = (context: Context, named: string | undefined): E.Either<UsageError, Settings['agent']> => {
  if (named === undefined) return E.right(undefined);
  const file = /^scripted:(.+)$/.exec(named)?.[1];
  if (file === undefined) return agentNamed(named);
  const example = '--agent scripted:scenario.yaml';
  return pipe(
    readGiven(context, { what: 'scenario', file, example }),
    E.chain((source) => {
      const problems = problemsIn(SCENARIO, source);
      if (problems.length === 0) return E.right({ value: { scripted: file }, scenario: source.text });
      const places = problems.map(({ line, column, message }) => `  ${file}:${line}:${column}: ${message}`);
      const message = `the scenario ${file} does not hold together:\n${places.join('\n')}`;
      return E.left<UsageError>({ _tag: 'Usage', message, hint: 'docs/agents.md shows what it may hold' });
    }),
  );
};

const agentNamed = (name: string): E.Either<UsageError, Settings['agent']> => {
  const { provider } = namedAgent(name);
  if (name === PASS || PROVIDERS.includes(provider)) return E.right({ value: name, scenario: '' });
  return E.left({
    _tag: 'Usage',
    message: withNearest(`there is no agent ${name}`, provider, PROVIDERS),
    hint: `known are ${PROVIDERS.join(', ')}, each also with a model (\`claude-haiku\`)`,
  });
};
