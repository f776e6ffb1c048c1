import type { AgentNode } from '../../events/tree.js';
import type { Usage } from '../../events/usage.js';
import type { Call, Fault } from '../../ports/agents.js';
import type { Counts, Read, Reading } from './reading.js';

/** How an agent's program is called. */
export interface Invocation {
  readonly argv: readonly string[];
  /** What it needs in its environment, where the person has not said otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is to stand in the file that the agent was given as `extra`. */
  readonly extra?: string;
}

/** All that is left of a call when its program has exited. */
export interface Remains {
  readonly call: Pick<Call, 'session' | 'settings'>;
  readonly exit: number;
  /** The end of what it said on its second stream, without colours. */
  readonly errors: string;
  /** How much it printed on the first, in bytes. */
  readonly printed: number;
  readonly reading: Reading;
}

/** What an agent's run came to. */
export type Verdict =
  | { readonly succeeded: true }
  | {
      readonly succeeded: false;
      readonly fault: Fault;
      readonly error: string;
      readonly sessionLost?: string;
    };

/**
 * What is particular to one agent. Everything else, from launching to adopting, is the same for all of them and
 * lives in `agents.ts`.
 */
export interface AgentDefinition {
  readonly provider: AgentNode['provider'];
  /** Where the id of a conversation comes from: refold chooses it, the program gives it, or there is none. */
  readonly sessions: 'chosen' | 'given' | 'none';
  /** Over what the program adds up the totals that it reports. */
  readonly counts: Counts;
  /** The variables of the user's environment that it needs besides those that every agent is given. */
  readonly passes: readonly string[];
  /** `extra` is a file for what only some programs are given, such as a scenario. The prompt is on standard input. */
  readonly invoke: (call: Call, extra: string) => Invocation;
  /** What a line that it printed shows of it, for a program that tells of itself. */
  readonly read?: Read;
  /** What counts as used where the program tells nothing of it; without it that is unknown. */
  readonly assumes?: Usage;
  readonly judge: (remains: Remains) => Verdict;
}
