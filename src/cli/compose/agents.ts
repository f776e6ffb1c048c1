import { DEFINITIONS } from '../../adapters/agents/definitions.js';
import { Scenario } from '../../adapters/agents/scenario.js';
import { scripted } from '../../adapters/agents/scripted.js';

/** The agents that there are, as far as workflows and the configuration speak of them. */
export const KNOWN_AGENTS = DEFINITIONS;

/** Who names the sessions of an agent, for agents that keep any. */
export const SESSIONS: ReadonlyMap<string, string> = new Map(
  [...DEFINITIONS, scripted('')].flatMap(({ provider, sessions }) =>
    sessions === 'none' ? [] : [[provider, sessions]],
  ),
);

/** The agents that can be named: those that are a program of their own. */
export const PROVIDERS: readonly string[] = DEFINITIONS.filter(({ program }) => program).map(
  ({ provider }) => provider,
);

/** What a scenario of the scripted agent holds. */
export const SCENARIO = Scenario;
