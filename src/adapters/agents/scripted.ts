import { type AgentDefinition, judgeByExit } from './definition.js';

/**
 * An agent that plays a scenario instead of asking a model, as a program of its own like any other agent: for
 * demonstrations and tests.
 */
export const scripted = (program: string): AgentDefinition => ({
  provider: 'scripted',
  invoke: ({ path, attempt, call }, extra) => ({
    argv: [process.execPath, program, extra, path, `${attempt}`, `${call}`],
  }),
  judge: (exit, errors) => judgeByExit('the scripted agent', exit, errors),
});
