import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cutOffDisposal } from '../../engine/ending.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { disposeFound } from '../ending/dispose.js';
import { findRun } from '../find/findRun.js';
import type { WorkOptions } from '../life/openForWork.js';
import { byKind } from '../outside/byKind.js';
import { closeOutside } from '../outside/close.js';

/** `refold discard`: gives a run up. Its worktree and branches go, all that they held is kept under refs, and the log stays. */
export const discard = (context: Context, wanted: string | undefined, options: WorkOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, 'change', wanted, {
      fits: (state) => !state.ended || cutOffDisposal(state) === 'discarded',
      needs: 'be one of refold itself that is neither discarded nor archived',
    }),
    TE.chain(
      byKind(reading, {
        own: (found) => disposeFound(context, reading, found, 'discard', options),
        outside: (found) => closeOutside(context, reading, found, 'discarded', options),
      }),
    ),
  );
};
