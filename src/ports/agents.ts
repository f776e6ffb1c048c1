import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunId, Seq, StepPath } from '../events/ids.js';
import type { ProcessIdentity } from '../events/process.js';
import type { AgentNode } from '../events/tree.js';
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
}

/** What a running agent shows of itself: turns, tokens, cost in US dollars, and files that it says it wrote. */
export interface Activity {
  readonly turns: number;
  readonly tokens: number;
  readonly cost: number;
  readonly wrote: readonly string[];
}

/** Is told of what a running agent shows, and how long it runs already. */
export type Seen<X> = (
  activity: Activity & { readonly ms: number; readonly read: number },
) => TE.TaskEither<X, void>;

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
  | {
      readonly ended: 'finished';
      readonly succeeded: boolean;
      readonly exit: number;
      readonly error?: string;
      readonly output: Output;
      readonly ms: number;
      readonly leftovers: number;
    }
  /** Without a status: it was stopped, or killed together with the engine. */
  | {
      readonly ended: 'interrupted';
      readonly why: string;
      readonly output: Output;
      readonly leftovers: number;
    }
  /** Its launcher was never told to go, so the agent never ran. */
  | { readonly ended: 'untold' };

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
