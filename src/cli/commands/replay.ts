import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { planReplay } from '../../engine/recover.js';
import { replayLine } from '../../inspector/text/plan.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { drive } from '../drive.js';
import { findRun } from '../findRun.js';
import { lifeFacts } from '../lifeFacts.js';
import { giveBack, openForWork, type WorkOptions } from '../openForWork.js';

export interface ReplayOptions extends WorkOptions {
  /** The step to run again, with everything after it. */
  readonly fromStep: string;
}

/** `refold replay`: goes back to just before a step and runs again from there. */
export const replay = (context: Context, wanted: string | undefined, options: ReplayOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, wanted),
    TE.chainW((found) => openForWork(context, reading, found, options)),
    TE.chainW(({ opened, surroundings }) =>
      pipe(
        TE.fromEither(planReplay(opened.state, options.fromStep, surroundings)),
        TE.orElseW((refusal) => giveBack(opened.run, refusal)),
        TE.chainW((plan) => {
          context.tell(replayLine(plan));
          const life = lifeFacts(opened.run, opened.state.tornFiles);
          return drive(context, opened, { type: 'ReplayRun', plan, life });
        }),
      ),
    ),
  );
};
