import { type AgentDefinition, judgeByExit } from './definition.js';

/** Any program: the prompt on its standard input, the worktree as its directory, exit 0 for success. */
export const command: AgentDefinition = {
  provider: 'command',
  invoke: ({ agent }) => ({ argv: agent.command ?? [] }),
  judge: (exit, errors) => judgeByExit('the command', exit, errors),
};
