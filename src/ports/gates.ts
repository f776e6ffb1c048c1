import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunId, Seq } from '../events/ids.js';
import type { GateNode } from '../events/tree.js';
import type { Failure } from './failure.js';
import type { Output } from './output.js';

/** One run of a gate, named by the seq of its intent. */
export interface GateRun {
  readonly run: RunId;
  readonly seq: Seq;
  readonly gate: GateNode;
  readonly worktree: string;
}

/** What a gate found. */
export type GateEnd =
  | {
      readonly ended: 'finished';
      readonly result: 'passed' | 'failed' | 'skipped';
      readonly exit?: number;
      readonly error?: string;
      readonly output: Output;
      readonly ms: number;
      readonly leftovers: number;
    }
  | { readonly ended: 'interrupted'; readonly why: string };

export interface Gates {
  readonly run: (run: GateRun) => TE.TaskEither<Failure, GateEnd>;
  /** Stops what is left of a gate that ran in an earlier life, so that it can run again. */
  readonly clear: (run: GateRun) => TE.TaskEither<Failure, void>;
  readonly stop: (seq: Seq) => TE.TaskEither<Failure, void>;
  readonly forget: (seq: Seq) => TE.TaskEither<Failure, void>;
}
