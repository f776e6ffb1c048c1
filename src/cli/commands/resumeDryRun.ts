import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { planResume } from '../../engine/recover.js';
import { asJson, type Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { FoundRun } from '../findRun.js';
import { tellPlan, withEnvironment } from '../goOn.js';
import { lookForWork } from '../lookForWork.js';
import type { WorkOptions } from '../openForWork.js';

/** `refold resume --dry-run`: the plan of a resume, and nothing else; the run is not even held. */
export const resumeDryRun = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: WorkOptions,
): Outcome =>
  pipe(
    lookForWork(context, reading, found, options),
    TE.bindW('plan', ({ state, surroundings }) =>
      TE.fromEither(planResume(state, surroundings, options.limits)),
    ),
    TE.chainW(({ state, plan }) => withEnvironment(context, state, plan)),
    TE.map((plan) => {
      if (context.json) context.print(asJson({ run: found.entry.run, plan }));
      else tellPlan({ ...context, tell: context.print }, plan);
      return EXIT.done;
    }),
  );
