import type { AgentDefinition } from './definition.js';
import { judgeByExit } from './judge.js';

/** Any program: the prompt on its standard input, the worktree as its directory, exit 0 for success. */
export const command: AgentDefinition = {
  provider: 'command',
  sessions: 'none',
  counts: 'run',
  passes: [],
  invoke: ({ agent }) => ({ argv: agent.command ?? [] }),
  judge: judgeByExit('the command'),
};
