import { hasOnly, isMapping, isText, shaped } from './value.js';

/** An agent by name (`claude-haiku`), any program, one that plays a scenario, or the one that a step used. */
export type AgentValue =
  | string
  | { readonly command: readonly string[] }
  | { readonly scripted: string }
  /** What YAML makes of `{impl.agent}` without quotes: a mapping whose only key has no value. */
  | Readonly<Record<string, null>>;

/** The agent that passes every call without doing anything. */
export const PASS = 'pass';

const isCommand = (u: unknown): u is readonly string[] =>
  Array.isArray(u) && u.length > 0 && u.every((word) => typeof word === 'string') && u[0] !== '';

const AGENT_NAME = /^[a-z][a-z0-9]*([-:/.][\w.:/-]+)?$/i;
const AGENT_VARIABLE = /^\{?([\p{L}_][\p{L}\p{N}_./-]*)\.agent\}?$/u;

/** The step whose agent a value asks for: `{impl.agent}`, with or without quotes. */
export const agentOfStep = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.startsWith('{') ? AGENT_VARIABLE.exec(value)?.[1] : undefined;
  if (!isMapping(value)) return undefined;
  const [key = '', ...more] = Object.keys(value);
  return more.length === 0 && value[key] === null ? AGENT_VARIABLE.exec(key)?.[1] : undefined;
};

/** The program and arguments of a `{command: […]}` agent. */
export const commandOf = (agent: unknown): readonly string[] | undefined => {
  const command: unknown = isMapping(agent) ? agent.command : undefined;
  return isCommand(command) ? command : undefined;
};

/** The scenario of a `{scripted: file}` agent, as a list of none or one. */
export const scenarioOf = (agent: unknown): readonly string[] => {
  const scenario: unknown = isMapping(agent) ? agent.scripted : undefined;
  return isText(scenario) ? [scenario] : [];
};

export const Agent = shaped<AgentValue>(
  'Agent',
  (u): u is AgentValue =>
    (isText(u) && AGENT_NAME.test(u)) ||
    agentOfStep(u) !== undefined ||
    (hasOnly(u, 'command') && isCommand(u.command)) ||
    (hasOnly(u, 'scripted') && isText(u.scripted)),
  'an agent: its name, `{command: [program, argument, …]}`, `{scripted: file}` or `{step.agent}`',
);
