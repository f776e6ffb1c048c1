import type { DataOf } from '../../events/catalogue.js';
import type { Seq, StepPath } from '../../events/ids.js';

/** A time in which one process worked on the run, as long as it held the lease. */
export interface LifeState {
  life: number;
  lease: number;
  refold: string;
  seq: Seq;
  at: string;
  process: DataOf<'LifeBegan'>['process'];
}

/** A stop that was asked for and is being carried out. */
export interface StoppingState {
  reason: string;
  signal?: string;
  /** The step that waits for a person. */
  step?: StepPath;
  detail?: string;
  limit?: string;
  seq: Seq;
  /** The life brought the run to rest for a replay, whatever else ended it then. */
  isForReplay: boolean;
  /** The units, and the run, whose work in progress is kept already. */
  workKept: Set<string>;
  /** Intents that could not be carried out; the next life settles them. */
  givenUp: Set<Seq>;
}

/** A stop that was carried out: the run stands still. */
export interface StopState {
  reason: string;
  seq: Seq;
  at: string;
  life: number;
  step?: StepPath;
  detail?: string;
  /** The limit of the run that was reached. */
  limit?: string;
}
