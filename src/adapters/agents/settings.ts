import type { AgentNode } from '../../events/tree.js';
import type { AgentSettings } from '../../ports/agents.js';

/** What this machine says about its agents, by their names: those of providers (`claude`) and full ones (`claude-opus`). */
export type SettingsByName = Readonly<Record<string, AgentSettings>>;

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
