import * as E from 'fp-ts/lib/Either.js';
import type { Collected } from '../../engine/collect.js';
import type { RunStore } from '../../ports/runStore.js';
import { tell } from '../failure/failure.js';
import type { Collection } from './collect.js';

/** Something that was to go and is still there. */
export interface Left {
  readonly name: string;
  readonly why: string;
}

/**
 * Deletes what goes, run by run: of a run that is known here under its lease, and only if nothing has happened in it since
 * it was looked at.
 */
export const sweep = async (
  store: RunStore,
  { leftovers, runs }: Collection,
  going: readonly Collected[],
  force: boolean,
): Promise<readonly Left[]> => {
  const left: Left[] = [];
  for (const run of new Set(going.map((one) => one.run))) {
    const looked = runs.find(({ entry }) => entry.run === run);
    const opened = looked && (await store.openForWriting(looked.entry, { visit: () => undefined })());
    const refusal = opened && E.isLeft(opened) ? tell(opened.left).message : undefined;
    const wentOn = opened && E.isRight(opened) && opened.right.log.end().seq !== looked?.state?.seq;
    const stays = refusal ?? (wentOn ? 'its run went on meanwhile' : undefined);
    for (const leftover of going.filter((one) => one.run === run)) {
      const removed = stays === undefined ? await leftovers.remove(leftover, force)() : E.right(stays);
      const why = E.isLeft(removed) ? tell(removed.left).message : removed.right;
      if (why !== undefined) left.push({ name: leftover.name, why });
    }
    if (opened && E.isRight(opened)) await opened.right.release()();
  }
  return left;
};
