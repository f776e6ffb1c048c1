import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure.js';
import { findRun } from '../findRun.js';
import { isOutside } from '../namedRuns.js';
import { closeOutside } from '../outside/close.js';
import type { WriteOptions } from '../outside/write.js';

/** `refold complete`: a workflow that refold does not run is done, and is offered no more. */
export const complete = (context: Context, wanted: string, options: WriteOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, wanted),
    TE.bindTo('found'),
    TE.bindW('outside', ({ found }) => TE.fromTask(() => isOutside(reading.store, found.entry))),
    TE.chain(
      ({ found, outside }): TE.TaskEither<CliError, number> =>
        outside
          ? closeOutside(context, reading, found, 'completed', options)
          : TE.left({ _tag: 'NotOutside', run: found.entry.run }),
    ),
  );
};
