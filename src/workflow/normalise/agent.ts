import type { AgentNode } from '../../events/tree.js';
import { type AgentValue, agentOfStep, commandOf, PASS, scenarioOf } from '../schema/agent.js';
import type { Context } from './context.js';

/** The agent that a step names, or the one that the command line puts in every place. */
export const agentOf = (context: Context, named: AgentValue): AgentNode => {
  if (named === PASS) return { name: PASS, provider: PASS };
  const { settings, loaded, payloadOf } = context;
  const agent = settings.agent?.value ?? named;
  const variable = agentOfStep(agent);
  if (variable !== undefined) return { name: `{${variable}.agent}`, provider: 'variable', variable };
  const command = commandOf(agent);
  if (command) return { name: 'command', provider: 'command', command };
  const [scenario] = scenarioOf(agent);
  if (scenario !== undefined) {
    const kept = payloadOf(settings.agent?.scenario ?? loaded.texts.get(scenario) ?? '');
    return {
      ...withSessions(settings, { name: 'scripted', provider: 'scripted' }),
      ...(kept ? { scenario: kept } : {}),
    };
  }
  return withSessions(settings, namedAgent(String(agent)));
};

const withSessions = ({ sessions }: Context['settings'], agent: AgentNode): AgentNode => {
  const kind = sessions.get(agent.provider);
  return kind === undefined ? agent : { ...agent, sessions: kind };
};

/** An agent by name: its provider, and behind the first `-` the model that it is to use. */
export const namedAgent = (name: string): AgentNode => {
  const [provider = name, ...model] = name.split('-');
  return { name, provider, ...(model.length === 0 ? {} : { model: model.join('-') }) };
};
