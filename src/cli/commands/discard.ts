import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { planDisposal } from '../../engine/ending.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { disposeOf } from '../dispose.js';
import { findRun } from '../findRun.js';
import { giveBack, openForWork, type WorkOptions } from '../openForWork.js';

/** `refold discard`: gives a run up. Its worktree and branches go, all that they held is kept under refs, and the log stays. */
export const discard = (context: Context, wanted: string | undefined, options: WorkOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, wanted, ({ ended }) => !ended?.done),
    TE.chainW((found) => openForWork(context, reading, found, options)),
    TE.chainW(({ opened }) =>
      pipe(
        TE.fromEither(planDisposal(opened.state, 'discarded')),
        TE.orElseW((refusal) => giveBack(opened.run, refusal)),
        TE.chainW((facts) => disposeOf(context, opened, facts, 'discard')),
      ),
    ),
  );
};
