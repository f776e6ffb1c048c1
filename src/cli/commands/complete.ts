import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { findRun } from '../find/findRun.js';
import { byKind } from '../outside/byKind.js';
import { closeOutside } from '../outside/close.js';
import type { WriteOptions } from '../outside/write.js';

/** `refold complete`: a workflow that refold does not run is done, and is offered no more. */
export const complete = (context: Context, wanted: string, options: WriteOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, 'change', wanted),
    TE.chain(
      byKind(reading, {
        own: ({ entry }) => TE.left({ _tag: 'NotOutside', run: entry.run }),
        outside: (found) => closeOutside(context, reading, found, 'completed', options),
      }),
    ),
  );
};
