import type { AgentNode } from '../../events/tree.js';
import type { Call } from '../../ports/agents.js';

/** How an agent's program is called. */
export interface Invocation {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What an agent's run came to, read from its exit code and what it printed. */
export type Verdict = { readonly succeeded: true } | { readonly succeeded: false; readonly error: string };

/**
 * What is particular to one agent. Everything else, from launching to adopting, is the same for all of them and
 * lives in `agents.ts`.
 */
export interface AgentDefinition {
  readonly provider: AgentNode['provider'];
  /** `extra` is the file that holds the scenario, for an agent that plays one. */
  readonly invoke: (call: Call, extra: string) => Invocation;
  readonly judge: (exit: number, errors: string) => Verdict;
}

/** Success by exit code alone, for programs that promise nothing else; 126 and 127 are the shell's words. */
export const judgeByExit = (program: string, exit: number, errors: string): Verdict => {
  if (exit === 0) return { succeeded: true };
  const what =
    exit === 127
      ? `${program}: no such program on the PATH`
      : exit === 126
        ? `${program}: not a program that can be run`
        : `${program} exited ${exit}`;
  return { succeeded: false, error: errors === '' ? what : `${what}\n${errors}` };
};
