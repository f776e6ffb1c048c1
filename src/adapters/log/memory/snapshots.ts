import * as E from 'fp-ts/lib/Either.js';
import type { Snapshot, Snapshots } from '../../../ports/snapshots.js';

/** Folds that were saved, in memory. */
export const createMemorySnapshots = (): Snapshots => {
  const saved: Snapshot[] = [];
  return {
    latest:
      (key, seq = Number.MAX_SAFE_INTEGER) =>
      async () =>
        E.right(
          saved
            .filter((snapshot) => snapshot.key === key && snapshot.position.seq <= seq)
            .sort((a, b) => b.position.seq - a.position.seq)[0],
        ),
    save: (snapshot) => async () => {
      saved.push(snapshot);
      return E.right(undefined);
    },
  };
};
