import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { type DisposeOptions, disposeFound } from '../ending/dispose.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, nameOf } from '../find/findRun.js';
import { lookAtRuns } from '../find/lookAtRuns.js';

/**
 * Discards a run that is not over, before another one takes its place; one whose log is damaged is left to those who mend
 * it. Answers an exit code that is not 0 where it was kept from it.
 */
export const discardFirst = (
  context: Context,
  reading: Reading,
  { entry }: FoundRun,
  options: DisposeOptions,
): TE.TaskEither<CliError, number> =>
  pipe(
    TE.fromTask(lookAtRuns(reading.store, [entry], options)),
    TE.chain(([looked]): TE.TaskEither<CliError, number> => {
      if (looked?.standing === 'held' && looked.lease.held)
        return TE.left({ _tag: 'LeaseHeld', ...looked.lease });
      if (looked?.standing === 'unclear')
        context.tell(`note: the log of ${nameOf(entry)} is unclear, and it stays as it is`);
      if (looked?.standing !== 'open') return TE.right(EXIT.done);
      // What comes of the new run is the result.
      const silent = { ...context, print: () => undefined, begun: undefined };
      return disposeFound(silent, reading, { entry, named: true }, 'discard', options);
    }),
  );
