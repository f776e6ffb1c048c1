import * as E from 'fp-ts/lib/Either.js';
import { DEFINITIONS } from '../../adapters/agents/definitions.js';
import { lookAtAgents } from '../../adapters/agents/lookAt.js';
import type { Named } from '../../adapters/agents/settings.js';
import { lookAtGit } from '../../adapters/workspace/gitVersion.js';
import { createRepositories } from '../../adapters/workspace/workspace.js';
import { type Difference, differencesFrom, type Environment } from '../../engine/environment.js';
import { branchRef } from '../../events/branch.js';
import type { DataOf } from '../../events/catalogue.js';
import type { StepNode, WorkflowTree } from '../../events/tree.js';
import type { SettingsByName } from '../../ports/agents.js';
import { lockfilesIn } from '../begin/lockfiles.js';
import type { Context } from '../context.js';
import { VERSION } from '../version.js';

/** How long the programs of agents may take to say their versions, all at once, in milliseconds. */
const ANSWER_MS = 3_000;

/** How many agents are asked, and how much of a version is kept: the first event of a run is one line. */
const MOST_AGENTS = 20;
const MOST_CHARS = 60;

/** With what a run of this workflow works on this machine: versions and lockfiles, and nothing that is secret. */
export const lookAtEnvironment = async (
  context: Context,
  root: string,
  tree: WorkflowTree,
  settings: SettingsByName,
): Promise<Environment> => {
  const agents = agentsOf(tree);
  const surroundings = { environment: context.env, settings, repository: root, answerMs: ANSWER_MS };
  const [git, facts] = await Promise.all([
    lookAtGit(context.env),
    lookAtAgents(DEFINITIONS, agents, surroundings),
  ]);
  return {
    node: process.versions.node,
    ...(git.version === undefined ? {} : { git: git.version.slice(0, MOST_CHARS) }),
    agents: facts.map(({ name, program }) => ({
      name,
      ...(program.is === 'well' ? { version: program.version.slice(0, MOST_CHARS) } : {}),
    })),
    lockfiles: lockfilesIn(root),
  };
};

/** The agents of these steps, as often as they are named. */
const agentsIn = (steps: readonly StepNode[]): readonly Named[] =>
  steps.flatMap((step) => [
    ...[step.agent, ...(step.retry?.overrides ?? []).map(({ agent }) => agent)].flatMap((agent) =>
      agent ? [{ name: agent.name, provider: agent.provider }] : [],
    ),
    ...agentsIn([...(step.steps ?? []), ...(step.each ?? []), ...(step.before ? [step.before] : [])]),
    ...(step.gates ?? []).flatMap((gate) => agentsIn(gate.steps ?? [])),
  ]);

/** The agents of a workflow, each once. */
const agentsOf = (tree: WorkflowTree): readonly Named[] => {
  const byName = new Map(agentsIn(tree.steps).map((agent) => [agent.name, agent]));
  return [...byName.values()].slice(0, MOST_AGENTS);
};

/** What is not as it was when a run was created. What cannot be told now counts as unknown, and hinders nothing. */
export const differencesNow = async (
  context: Context,
  facts: DataOf<'RunCreated'>,
  settings: SettingsByName,
): Promise<readonly Difference[]> => {
  const { repository, base, workflow } = facts;
  const [environment, tip] = await Promise.all([
    lookAtEnvironment(context, repository.root, workflow.tree, settings),
    base.branch === undefined
      ? undefined
      : createRepositories(context.env).tip(repository.gitDir, branchRef(base.branch))(),
  ]);
  const baseTip = tip && E.isRight(tip) ? tip.right : undefined;
  return differencesFrom(facts, { refold: VERSION, environment, baseTip });
};
