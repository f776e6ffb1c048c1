import type { AgentNode } from '../../events/tree.js';
import type { Usage } from '../../events/usage.js';
import type { Call, Fault, Permissions } from '../../ports/agents.js';
import type { Hazard } from '../../ports/machine.js';
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
  readonly call: Pick<Call, 'session' | 'settings' | 'call'>;
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

/** A program as people know it, and what it keeps on the machine. */
export interface AgentProgram {
  /** What people call it. */
  readonly title: string;
  /** What it is called by. */
  readonly name: string;
  /** The command that installs it. */
  readonly install: string;
  /** How it is asked for its version, and the one that refold was tested with; it must answer without a network. */
  readonly version: { readonly args: readonly string[]; readonly tested?: string };
  /** What it does without being asked, in words that go on from its name. */
  readonly unasked: Readonly<Record<Permissions, string>>;
  /** The files in which it keeps a login. */
  readonly logins: (env: NodeJS.ProcessEnv) => readonly string[];
  /** What in its own settings would make it lose sessions, when it works on this repository. */
  readonly hazards?: (env: NodeJS.ProcessEnv, repository: string | undefined) => readonly Hazard[];
}

/**
 * What is particular to one agent. Everything else, from launching to adopting, is the same for all of them and
 * lives in `agents.ts`.
 */
export interface AgentDefinition {
  readonly provider: AgentNode['provider'];
  /** The program that is its own; without one, the workflow names it. */
  readonly program?: AgentProgram;
  /** Where the id of a session comes from: refold chooses it, the program gives it, or there is none. */
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
