import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { DEFINITIONS } from '../../adapters/agents/definitions.js';
import { lookAtAgents } from '../../adapters/agents/lookAt.js';
import type { Named } from '../../adapters/agents/settings.js';
import { lookAtHome } from '../../adapters/log/jsonl/lookAtHome.js';
import { lookAtGit } from '../../adapters/workspace/gitVersion.js';
import type { SettingsByName } from '../../ports/agents.js';
import type { MachineFacts } from '../../ports/machine.js';
import { namedAgent } from '../../workflow/normalise/agent.js';
import { readConfig, readSettings, sharedFile, userFile } from '../config/config.js';
import type { Context } from '../context.js';
import { VERSION } from '../version.js';
import { repositoryRoot } from '../workflow/loadWorkflow.js';
import { composeReading } from './reading.js';

/** Looks at all that refold works with on this machine. It changes nothing, and asks nobody beyond it. */
export const lookAtMachine = async (context: Context): Promise<MachineFacts> => {
  const repository = repositoryRoot(context);
  const config = readConfig(context, repository);
  const read = readSettings(context);
  const settings = E.isRight(read) ? read.right : {};
  const surroundings = { environment: context.env, settings, repository };
  const [git, home, agents] = await Promise.all([
    lookAtGit(context.env),
    lookAtHome(context.home, composeReading(context).store),
    lookAtAgents(DEFINITIONS, agentsWith(settings), surroundings),
  ]);
  const files = [userFile(context), ...(repository === undefined ? [] : [sharedFile(repository)])];
  return {
    refold: VERSION,
    node: process.versions.node,
    git,
    configuration: {
      files: [...new Set(files)].filter((file) => existsSync(file)),
      ...(E.isLeft(config) ? { fault: { message: config.left.message, hint: config.left.hint } } : {}),
    },
    home,
    agents,
  };
};

/** Every agent with a definition, behind each those that the settings name in full. */
const agentsWith = (settings: SettingsByName): readonly Named[] => {
  const named = Object.keys(settings).sort().map(namedAgent);
  return DEFINITIONS.flatMap(({ provider }) => [
    { name: provider, provider },
    ...named.filter((agent) => agent.provider === provider && agent.name !== provider),
  ]);
};
