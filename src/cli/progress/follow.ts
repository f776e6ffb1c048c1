import { setTimeout as delay } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { ScanEnd } from '../../events/scan.js';
import type { LogUnreadable } from '../../ports/eventLog.js';
import type { ReadableRun, StoreUnusable } from '../../ports/runStore.js';
import type { Growing } from '../../projections/growing.js';

/** How often a run that is followed is looked at, in milliseconds. */
const LOOK_MS = 150;

/**
 * Takes in a log as it grows, until nobody is at work in its run. `looked` is called after every look; `left` ends it
 * before.
 */
export const followToEnd =
  (
    run: Pick<ReadableRun, 'lease'>,
    log: Growing,
    { looked = async () => undefined, left }: FollowOptions = {},
  ): TE.TaskEither<LogUnreadable | StoreUnusable, ScanEnd> =>
  async () => {
    for (;;) {
      // Who holds it is asked first: all that they wrote is there by then.
      const lease = await run.lease()();
      if (E.isLeft(lease)) return lease;
      const scan = await log.look()();
      if (E.isLeft(scan)) return scan;
      await looked();
      const isOver = !lease.right.held || scan.right.tail.kind === 'damaged';
      if (isOver || left?.aborted) return scan;
      await delay(LOOK_MS, undefined, left ? { signal: left } : {}).catch(() => undefined);
    }
  };

interface FollowOptions {
  readonly looked?: () => Promise<void>;
  readonly left?: AbortSignal;
}
