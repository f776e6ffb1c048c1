import type { AgentNode } from '../../events/tree.js';
import type { AgentSettings, SettingsByName } from '../../ports/agents.js';

/** An agent, as far as settings go by it. */
export type Named = Pick<AgentNode, 'name' | 'provider'>;

/** What holds for an agent: what is said about its provider, over it what is said about its full name. */
export const settingsIn =
  (byName: SettingsByName) =>
  ({ name, provider }: Named): AgentSettings => {
    const [general, own] = [of(byName, provider), name === provider ? {} : of(byName, name)];
    const env = { ...general.env, ...own.env };
    return { ...general, ...own, ...(Object.keys(env).length === 0 ? {} : { env }) };
  };

const of = (byName: SettingsByName, name: string): AgentSettings =>
  Object.hasOwn(byName, name) ? (byName[name] ?? {}) : {};
