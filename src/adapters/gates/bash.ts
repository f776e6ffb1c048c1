import { type GateDefinition, judgeByExit } from './definition.js';

/** A command of the user's own, passed when it exits 0. */
export const bash: GateDefinition = {
  kind: 'bash',
  argv: ({ command = '' }) => ['bash', '-c', command],
  judge: judgeByExit,
};
