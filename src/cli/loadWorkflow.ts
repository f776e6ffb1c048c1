import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { DEFINITIONS } from '../adapters/agents/definitions.js';
import { scripted } from '../adapters/agents/scripted.js';
import { createSources } from '../adapters/sources/sources.js';
import { locate } from '../adapters/workspace/repository.js';
import type { SetupNode, StepNode, WorkflowTree } from '../events/tree.js';
import { variablesOf } from '../events/variablesIn.js';
import { load, type Workflow } from '../workflow/load.js';
import type { Settings } from '../workflow/normalise/context.js';
import { withNearest } from '../workflow/problem.js';
import { readConfig } from './config.js';
import type { Context } from './context.js';
import type { CliError, UsageError } from './failure.js';

/** What the command line says about a workflow. */
export interface WorkflowOptions {
  readonly agent?: string | undefined;
  readonly pauseAfter?: string | undefined;
  /** `name=value`, each. */
  readonly set?: readonly string[];
}

/** A workflow as it is to be run, and the values that its variables were given. */
export interface LoadedWorkflow {
  readonly workflow: Workflow;
  readonly set: readonly { readonly name: string; readonly value: string }[];
  /** What a fresh worktree is given. */
  readonly setup: SetupNode | undefined;
}

/** What the command line says of a workflow as a whole, so that a replay can say it again. */
export const askedBy = (
  { cwd }: Context,
  { agent, pauseAfter }: WorkflowOptions,
): { readonly agent?: string; readonly pauseAfter?: string } => {
  const [, scenario] = /^scripted:(.+)$/.exec(agent ?? '') ?? [];
  const named = scenario === undefined ? agent : `scripted:${resolve(cwd, scenario)}`;
  return {
    ...(named === undefined ? {} : { agent: named }),
    ...(pauseAfter === undefined ? {} : { pauseAfter }),
  };
};

/** Finds and reads a workflow with what the command line and the configuration say about it. */
export const loadWorkflow = (
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
    TE.let('setup', ({ config }) => config.setup),
    TE.bindW('workflow', ({ config, agent, set }) => {
      const { cwd, home, workflows } = context;
      const settings: Settings = {
        agent,
        gateCommands: config.gates,
        pauseAfter: options.pauseAfter,
        sessions: SESSIONS,
      };
      const sources = createSources({ cwd, repository, home, builtIn: workflows });
      return load({ sources, bound: set.map((one) => one.name), settings }, name);
    }),
  );

/** The same for a workflow that is to be run now: one whose agents this refold does not know is refused. */
export const loadRunnable = (
  ...args: Parameters<typeof loadWorkflow>
): TE.TaskEither<CliError, LoadedWorkflow> =>
  pipe(
    loadWorkflow(...args),
    TE.chainFirstEitherKW(({ workflow }) => {
      const refusal = unknownAgents(workflow.treeWith(new Map()));
      return refusal ? E.left(refusal) : E.right(undefined);
    }),
  );

/** The top of the repository at hand; undefined outside of any. */
export const repositoryRoot = ({ cwd }: Context): string | undefined => {
  const found = locate(cwd);
  return E.isRight(found) ? found.right.root : undefined;
};

/** Who names the conversations of an agent, for agents that keep any. */
const SESSIONS: ReadonlyMap<string, string> = new Map(
  [...DEFINITIONS, scripted('')].flatMap(({ provider, sessions }) =>
    sessions === 'none' ? [] : [[provider, sessions]],
  ),
);

/** The agents that can be run: those with a definition, and those that stand for no program of their own. */
const AVAILABLE: readonly string[] = [
  ...DEFINITIONS.map(({ provider }) => provider),
  ...['scripted', 'pass', 'variable'],
];

/** Why a workflow cannot be run by this refold: it names agents that this one knows no program for. */
export const unknownAgents = (tree: WorkflowTree): UsageError | undefined => {
  const unknown = [...new Set(agentsIn(tree.steps))].filter(
    ([, provider]) => !AVAILABLE.includes(provider ?? ''),
  );
  if (unknown.length === 0) return undefined;
  const names = [...new Set(unknown.map(([agent]) => agent))].join(', ');
  const known = DEFINITIONS.filter(({ program }) => program).map(({ provider }) => provider);
  return {
    _tag: 'Usage',
    message: withNearest(`there is no agent ${names}`, unknown[0]?.[1] ?? '', known),
    hint: `known are ${known.join(', ')}, each also with a model (\`claude-haiku\`); put one in every place with \`--agent\``,
  };
};

/** Says that the workflow was written for a spec, where none is given: its agents would be asked for nothing. */
export const tellWithoutSpec = (context: Context, tree: WorkflowTree, spec: unknown): void => {
  if (spec === undefined && variablesOf(tree).has('spec'))
    context.tell('warning: the workflow draws on {spec}, and there is no --spec: it will be empty');
};

type Named = readonly [name: string, provider: string];

const agentsIn = (steps: readonly StepNode[]): readonly Named[] =>
  steps.flatMap((step) => [
    ...[step.agent, ...(step.retry?.overrides ?? []).map(({ agent }) => agent)].flatMap(
      (agent): readonly Named[] => (agent ? [[agent.name, agent.provider]] : []),
    ),
    ...agentsIn([...(step.steps ?? []), ...(step.each ?? []), ...(step.before ? [step.before] : [])]),
    ...(step.gates ?? []).flatMap((gate) => agentsIn(gate.steps ?? [])),
  ]);

const agentOf = ({ cwd }: Context, named: string | undefined): E.Either<UsageError, Settings['agent']> => {
  if (named === undefined) return E.right(undefined);
  const scenario = /^scripted:(.+)$/.exec(named)?.[1];
  if (scenario === undefined) return E.right({ value: named, scenario: '' });
  try {
    const text = readFileSync(resolve(cwd, scenario), 'utf8');
    return E.right({ value: { scripted: scenario }, scenario: text });
  } catch (error) {
    const message = `the scenario ${scenario} cannot be read: ${error instanceof Error ? error.message : error}`;
    return E.left({ _tag: 'Usage', message, hint: 'name a file, as in `--agent scripted:scenario.yaml`' });
  }
};

/** The values of a command line over those of before. */
const settingsOf = (
  set: readonly string[],
  before: LoadedWorkflow['set'],
): E.Either<UsageError, LoadedWorkflow['set']> => {
  const pairs = set.map((text) => /^([\p{L}_][\p{L}\p{N}_.-]*)=(.*)$/su.exec(text));
  const wrong = pairs.indexOf(null);
  if (wrong >= 0) {
    const message = `\`--set ${set[wrong]}\` gives no value to a name`;
    return E.left({ _tag: 'Usage', message, hint: 'write `--set name=value`' });
  }
  const values = pairs.map((pair) => ({ name: pair?.[1] ?? '', value: pair?.[2] ?? '' }));
  const kept = before.filter(({ name }) => !values.some((value) => value.name === name));
  return E.right([...kept, ...values]);
};
