/**
 * Reading runs as a library: the events, the folds over them, and the folder to read them from. Nothing here writes.
 *
 * @example
 * const library = openLibrary(join(homedir(), '.refold'));
 * const runs = await library.list()();
 * for (const entry of E.isRight(runs) ? runs.right : []) {
 *   const run = await library.open(entry)();
 *   if (E.isLeft(run)) continue;
 *   const loaded = await load(run.right.log, runState)();
 *   if (E.isRight(loaded)) console.log(entry.run, summaryOf(loaded.right.value, { held: false })?.status);
 * }
 *
 * @packageDocumentation
 */
export { openLibrary } from './adapters/log/jsonl/library.js';
export {
  type Catalogue,
  catalogue,
  type DataOf,
  type Event,
  type EventOf,
  type EventType,
} from './events/catalogue.js';
export type { PayloadRef } from './events/content.js';
export type { Fault } from './events/damage.js';
export type { Envelope } from './events/envelope.js';
export type { LimitStanding } from './events/limits.js';
export type { ProcessIdentity } from './events/process.js';
export type { ScanEnd, Tail } from './events/scan.js';
export type { Position, Stored, UnknownEvent } from './events/stored.js';
export type { ReviewNode, StepNode } from './events/tree.js';
export type { Usage } from './events/usage.js';
export type { EventReader, LogUnreadable } from './ports/eventLog.js';
export type { PayloadError, PayloadReader } from './ports/payloads.js';
export type {
  LeaseStatus,
  LogLost,
  ReadableRun,
  RunEntry,
  RunLibrary,
  RunNotFound,
  RunRef,
  Size,
  StoreUnusable,
  TornFile,
} from './ports/runStore.js';
export type { Snapshot, Snapshots } from './ports/snapshots.js';
export type { CallsUnderWay, Gauge } from './projections/limits.js';
export { type Loaded, load } from './projections/load.js';
export type { Outliving } from './projections/outliving.js';
export type { PairState } from './projections/pair.js';
export { apply, type Frozen, type Handlers, type Projection, project } from './projections/projection.js';
export { type CutNotResolved, resolveCut } from './projections/resolveCut.js';
export type { RunState } from './projections/runState/state.js';
export { runState } from './projections/runState.js';
export { type OutsideStatus, type Status, statusOf } from './projections/status.js';
export type { IndexedStep, StepIndex } from './projections/stepIndex.js';
export {
  type Around,
  type RunSummary,
  type SpendSummary,
  type StepSummary,
  summaryOf,
} from './projections/summary.js';
