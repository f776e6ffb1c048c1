import type { AgentSettings } from '../../ports/agents.js';
import { agentEnvironment } from '../processes/environment.js';
import type { AgentDefinition } from './definition.js';

/** Where a program of an agent runs, by which marker it is found again, and what this machine says about it. */
interface Place {
  readonly cwd: string;
  readonly marker: string;
  readonly settings: AgentSettings | undefined;
}

/** What an agent sees of the person's environment: what all agents do, what it needs besides, over it what is set for it. */
export const givenEnvironment = (
  { passes }: Pick<AgentDefinition, 'passes'>,
  environment: NodeJS.ProcessEnv,
  { cwd, marker, settings }: Place,
): Readonly<Record<string, string>> => {
  const passed = passes.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...agentEnvironment(environment, cwd, marker), ...Object.fromEntries(passed), ...settings?.env };
};
