import type { ObjectId } from '../../events/ids.js';
import type { Case, Verdict } from '../../events/review.js';
import type { AttemptState, GateState } from './state.js';

/** Whether the agent of an attempt is to be called again, though it was called. */
export interface TurnState {
  due: boolean;
  /** How long that waits, in milliseconds, and since when. */
  wait: { since: string; ms: number } | undefined;
  /** How many of its calls failed, the one after the other. */
  failures: number;
}

/** Where an attempt stands whose work is reviewed. */
export interface ReviewState {
  /** From 1 on: one turn of the worker that was judged, and what it took to come to it. */
  iteration: number;
  rejections: number;
  /** How many turns in a row came to nothing: without a change or a case, without a word, with a case that cannot be read. */
  streaks: { quiet: number; empty: number; case: number };
  /** The tree that the turn at hand began with. */
  from: ObjectId;
  /** The gates of the turn that was judged last. */
  gates: Map<string, GateState>;
  /** What the worker is told of its last turn; undefined at first, and after a verdict. */
  nudge: string | undefined;
  accepted: boolean;
}

/** What became of an iteration of a step, in any life and attempt of it. */
export interface LedgerEntry {
  iteration: number;
  attempt: number;
  life: number;
  /** What had changed since the base of the step: `path (+a -d); …`. */
  summary: string;
  case: Case | undefined;
  verdict: Verdict | undefined;
  accepted: boolean;
  category: string | undefined;
  concern: string | undefined;
  failedGates: readonly string[];
}

export const noTurn = (): TurnState => ({ due: false, wait: undefined, failures: 0 });

export const firstIteration = (from: ObjectId): ReviewState => ({
  iteration: 1,
  rejections: 0,
  streaks: { quiet: 0, empty: 0, case: 0 },
  from,
  gates: new Map(),
  nudge: undefined,
  accepted: false,
});

/** A turn begins: nothing of the one before is there any more, and what it used is counted anew. */
export const beginTurn = (attempt: AttemptState): void => {
  attempt.turn.due = false;
  attempt.turn.wait = undefined;
  attempt.work = undefined;
  attempt.answer = undefined;
  attempt.gates.clear();
  attempt.voided = undefined;
  // Who is asked before the gates is asked about this turn.
  attempt.pauses.clear();
  attempt.activity = { turns: 0, tokens: 0, cost: 0, read: 0 };
};
