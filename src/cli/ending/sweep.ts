import * as E from 'fp-ts/lib/Either.js';
import type { Collected } from '../../engine/collect.js';
import type { RunStore } from '../../ports/runStore.js';
import { type CliError, tell } from '../failure/failure.js';
import type { Collection } from './collect.js';

/** Something that was to go and is still there. */
export interface Left {
  readonly name: string;
  readonly why: string;
  /** It could not go; what refold leaves on purpose is as it is to be. */
  readonly failed?: true;
}

/** Somebody is at work on it or has just done it, or it would lose something. */
const ON_PURPOSE: readonly CliError['_tag'][] = ['LeaseHeld', 'AlreadyEnded', 'CannotRemove'];

/** Something that is left because of an error. */
export const leftBy = (name: string, error: CliError): Left => ({
  name,
  why: tell(error).message,
  ...(ON_PURPOSE.includes(error._tag) ? {} : { failed: true }),
});

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
    const wentOn = opened && E.isRight(opened) && opened.right.log.end().seq !== looked?.state?.seq;
    for (const leftover of going.filter((one) => one.run === run)) {
      const { name } = leftover;
      const removed: E.Either<CliError, string | undefined> =
        opened && E.isLeft(opened)
          ? opened
          : wentOn
            ? E.right('its run went on meanwhile')
            : await leftovers.remove(leftover, force)();
      if (E.isLeft(removed)) left.push(leftBy(name, removed.left));
      else if (removed.right !== undefined) left.push({ name, why: removed.right });
    }
    if (opened && E.isRight(opened)) await opened.right.release()();
  }
  return left;
};
