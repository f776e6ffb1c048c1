import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunId, Seq, StepPath } from '../events/ids.js';
import type { ProcessIdentity } from '../events/process.js';
import type { AgentNode } from '../events/tree.js';
import type { Estimate, Usage } from '../events/usage.js';
import type { Failure } from './failure.js';
import type { Output } from './output.js';

/** One launch of an agent's program, named by the seq of its intent. */
export interface Call {
  readonly run: RunId;
  readonly seq: Seq;
  readonly path: StepPath;
  readonly attempt: number;
  readonly call: number;
  readonly agent: AgentNode;
  readonly worktree: string;
  /** The time after which it is told that it passed, in milliseconds. */
  readonly maxMs: number | undefined;
  /** How much of its output an earlier life has told of, in bytes. */
  readonly readBefore: number;
  /** The session that it is to be part of; none is asked for where nothing is said. */
  readonly session?: SessionAsked;
  /** What is said about the agent's program; what this machine says, where nothing else is. */
  readonly settings?: AgentSettings;
}

/** The session that a call is to begin or to go on with. */
export type SessionAsked =
  /** `id` is to become its name, for a program that takes one. */
  | { readonly how: 'new'; readonly id?: string }
  /** `counted` is what the calls before reported last as counted over this whole session. */
  | { readonly how: 'continue'; readonly id: string; readonly counted?: Usage };

/** What one machine says about an agent: the program in its place, more arguments, more environment, its permissions. */
export interface AgentSettings {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `edits`: it changes files, and asks for what goes further; `full`: it is never asked. By default `edits`. */
  readonly permissions?: Permissions;
  /** What it costs, for a program that tells its tokens and not its cost. */
  readonly prices?: Prices;
}

/** What a machine says about its agents, by their names: those of providers (`claude`) and full ones (`claude-opus`). */
export type SettingsByName = Readonly<Record<string, AgentSettings>>;

/** US dollars for a million tokens of each kind, as they were on the day `of`; a kind without a price costs nothing. */
export interface Prices {
  readonly of: string;
  readonly in: number;
  readonly out: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** How much an agent may do without being asked. */
export type Permissions = 'edits' | 'full';

/**
 * What a running agent shows of itself: turns, tokens, cost in US dollars, what that is by this machine's prices as long
 * as it tells none, and files that it says it wrote. Tokens that only came out of a cache are not counted, as every turn reads its whole past from there.
 */
export interface Activity {
  readonly turns: number;
  readonly tokens: number;
  readonly cost: number;
  readonly estimated: number;
  readonly wrote: readonly string[];
}

/** What a running agent has shown since the last look; its session only in the look that saw it first. */
export interface Sight extends Activity {
  readonly ms: number;
  readonly read: number;
  readonly session?: string;
}

/** Is told of what a running agent shows, and how long it runs already. */
export type Seen<X> = (sight: Sight) => TE.TaskEither<X, void>;

/** What a call is given; read only when it is launched. */
export interface CallInput {
  readonly prompt: string;
  /** The text of the scenario, for an agent that plays one. */
  readonly scenario?: string;
}

/** The launcher of a call, while it waits for the word to go. */
export interface Spawned {
  readonly pid: number;
  readonly start: string;
  readonly argv: readonly string[];
}

/** How a call ended. */
export type CallEnd =
  | ({
      readonly ended: 'finished';
      readonly succeeded: boolean;
      readonly exit: number;
      readonly error?: string;
      readonly fault?: Fault;
      /** In the program's words, why it did not go on with the session that it was asked to go on with. */
      readonly sessionLost?: string;
      readonly output: Output;
      readonly ms: number;
      readonly leftovers: number;
    } & Told)
  /** Without a status: it was stopped, or killed together with the engine. */
  | ({
      readonly ended: 'interrupted';
      readonly why: string;
      readonly output: Output;
      /** Of one that ended while nobody watched, it is not known. */
      readonly ms?: number;
      readonly leftovers: number;
    } & Told)
  /** Its launcher was never told to go, so the agent never ran. */
  | { readonly ended: 'untold' };

/** What a program told of itself until it ended. */
export interface Told {
  /** The session by the program's own word. */
  readonly session?: string;
  /** What this call used. */
  readonly usage?: Usage;
  /**
   * What is counted over the whole session by now, for a program that counts so: to be handed to the next call of this
   * session. What of it no call has reported as its own is spend that had been unknown.
   */
  readonly counted?: Usage;
  /** What it cost by this machine's prices, where the program did not say. */
  readonly estimate?: Estimate;
  /** All that it printed, where `output` is only its final text. */
  readonly transcript?: Output;
}

/** What kind of failure a call ended in, as far as another answer to it makes sense. */
export type Fault =
  /** There is no such program, or it cannot be run. */
  | 'program missing'
  /** It exited 0 and had printed nothing. */
  | 'said nothing'
  /** It exited 0, and nothing that it printed says how it ended. */
  | 'not understood'
  /** Another of its kind was in its way before it did anything. */
  | 'busy'
  | 'session lost'
  | 'killed'
  | 'failed';

export interface Agents {
  /** Spawns the launcher, waits until `spawned` has put that on record, then lets the agent run to its end. */
  readonly launch: <X>(
    call: Call,
    input: CallInput,
    spawned: (spawned: Spawned) => TE.TaskEither<X, void>,
    seen: Seen<X>,
  ) => TE.TaskEither<Failure | X, CallEnd>;
  /**
   * Looks what became of a call of an earlier life. One that still runs is told to `adopted` and followed to its end,
   * exactly as one that was launched here.
   */
  readonly settle: <X>(
    call: Call,
    spawned: ProcessIdentity,
    adopted: () => TE.TaskEither<X, void>,
    seen: Seen<X>,
  ) => TE.TaskEither<Failure | X, CallEnd>;
  /** Stops the process group of a call that is followed here: SIGTERM, and SIGKILL five seconds later. */
  readonly stop: (seq: Seq) => TE.TaskEither<Failure, void>;
  /** Empties the mailbox of a call whose end is on record. */
  readonly forget: (seq: Seq) => TE.TaskEither<Failure, void>;
}
