/**
 * Reading runs as a library: the events, the folds over them, and the store to read them from.
 *
 * @example
 * const store = createJsonlStore(join(homedir(), '.refold'));
 * const run = await store.open({ repository: 'github-user-repo-1a2b3c', run: '20261121-040000-1a2b3c' })();
 * const loaded = E.isRight(run) ? await load(run.right.log, runState)() : run;
 */
export { createJsonlStore } from './adapters/log/jsonl/store.js';
export {
  type Catalogue,
  catalogue,
  type DataOf,
  type Event,
  type EventOf,
  type EventType,
} from './events/catalogue.js';
export type { Envelope } from './events/envelope.js';
export type { ScanEnd, Tail } from './events/scan.js';
export type { Position, Stored, UnknownEvent } from './events/stored.js';
export type { EventReader, LogUnreadable } from './ports/eventLog.js';
export type { ReadableRun, RunEntry, RunRef, RunStore } from './ports/runStore.js';
export { type Loaded, load } from './projections/load.js';
export { apply, type Frozen, type Handlers, type Projection, project } from './projections/projection.js';
export { resolveCut } from './projections/resolveCut.js';
export type { RunState } from './projections/runState/state.js';
export { runState } from './projections/runState.js';
export { type Status, statusOf } from './projections/status.js';
export { type RunSummary, type StepSummary, summaryOf } from './projections/summary.js';
