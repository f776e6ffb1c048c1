import type { Position } from '../events/stored.js';
import type { Snapshot } from '../ports/snapshots.js';
import { fromDocument, toDocument } from './runState/document.js';
import type { RunAccumulator, RunState } from './runState/state.js';

/** How many events lie between the snapshots that a run leaves, so that any of its past is near one. */
export const SNAPSHOT_EVERY = 10_000;

/** A log shorter than this is folded faster than a snapshot is read. */
export const SNAPSHOT_FROM = 1_000;

/**
 * The key of snapshots that this build of refold can read: another catalogue or another handler would make another
 * fold, so their digest is part of it. Without a digest there is no key that anything could have been saved under.
 */
export const snapshotKey = (digest: string): string => `runState ${digest}`;

/** Saves the fold of a run. */
export const take = (key: string, state: RunState, position: Position): Snapshot => ({
  key,
  position,
  body: JSON.stringify(toDocument(state)),
});

/** The fold that a snapshot holds; undefined if it cannot be made out, which is as good as no snapshot. */
export const restore = ({ body }: Snapshot): RunAccumulator | undefined => {
  try {
    return fromDocument(JSON.parse(body));
  } catch {
    return undefined;
  }
};
