import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { asJson, type Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { FoundRun } from '../findRun.js';
import { type GoOnOptions, planOf, tellPlan } from '../goOn.js';
import { lookForWork } from '../lookForWork.js';

/** `refold resume --dry-run`: the plan of a resume, and nothing else; the run is not even held. */
export const resumeDryRun = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: GoOnOptions,
): Outcome =>
  pipe(
    lookForWork(context, reading, found, options),
    TE.chainW(({ state, surroundings }) => planOf(context, state, surroundings, options)),
    TE.map(({ plan, taken }) => {
      if (context.json) context.print(asJson({ run: found.entry.run, plan, tasks: taken }));
      else tellPlan({ ...context, tell: context.print }, plan, taken);
      return EXIT.done;
    }),
  );
