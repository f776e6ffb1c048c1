import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ScanEnd } from '../events/scan.js';
import type { Position, Stored } from '../events/stored.js';
import type { EventReader, LogUnreadable } from '../ports/eventLog.js';

/** A log that is looked at again and again while it grows. */
export interface Growing {
  /** Hands on what was added since the last look, and says how the log ends; costs next to nothing where nothing was. */
  readonly look: () => TE.TaskEither<LogUnreadable, ScanEnd>;
}

/** Looks at a log from a position on, or from its beginning. */
export const growing = (log: EventReader, visit: (stored: Stored) => void, from?: Position): Growing => {
  let seen: { readonly bytes: number; readonly scan: ScanEnd } | undefined;
  return {
    look: () =>
      pipe(
        log.bytes(),
        TE.chain((bytes) => {
          if (seen?.bytes === bytes) return TE.right(seen.scan);
          return pipe(
            log.read(visit, seen?.scan.end ?? from),
            TE.map((scan) => {
              seen = { bytes, scan };
              return scan;
            }),
          );
        }),
      ),
  };
};
