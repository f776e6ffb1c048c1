import type { AgentNode } from '../../events/tree.js';
import type { Activity, Call } from '../../ports/agents.js';

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
  /** What a line that it printed shows of it, for a program that reports of itself while it runs. */
  readonly observe?: (line: string) => Activity | undefined;
}

/** Success by exit code alone, for programs that promise nothing else; 126 and 127 are the shell's words. */
export const judgeByExit = (program: string, exit: number, errors: string): Verdict => {
  if (exit === 0) return { succeeded: true };
  const why = { 126: ': a program could not be run', 127: ': a program was not found' }[exit] ?? '';
  const what = `${program} exited ${exit}${why}`;
  return { succeeded: false, error: errors === '' ? what : `${what}\n${errors}` };
};
