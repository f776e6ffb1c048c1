import { setTimeout as delay } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { ScanEnd } from '../events/scan.js';
import type { Position, Stored } from '../events/stored.js';
import type { LogUnreadable } from '../ports/eventLog.js';
import type { OpenError, ReadableRun } from '../ports/runStore.js';

/** How long to wait before a log is looked at again that had nothing new, in milliseconds. */
const PAUSE_MS = 200;

/** Hands on the events of a log as they come, until nobody is at work on the run any more and all of it was read. */
export const followLog =
  (
    run: ReadableRun,
    visit: (stored: Stored) => void,
    /** Runs whenever all that is there has been handed on. */
    pause: () => Promise<void>,
  ): TE.TaskEither<OpenError | LogUnreadable, ScanEnd> =>
  async () => {
    for (let from: Position | undefined; ; await delay(PAUSE_MS)) {
      // Asked first: what was written before somebody gave the run up is read below.
      const lease = await run.lease()();
      if (E.isLeft(lease)) return lease;
      const scan = await run.log.read(visit, from)();
      if (E.isLeft(scan)) return scan;
      await pause();
      if (!lease.right.held || scan.right.tail.kind === 'damaged') return scan;
      from = scan.right.end;
    }
  };
