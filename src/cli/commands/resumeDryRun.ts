import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { asJson, type Outcome } from '../command.js';
import { comparingOf } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { filesDocument, lookAtFiles } from '../drift/lookAtFiles.js';
import { refuseAbsent } from '../drift/refuseAbsent.js';
import { reviewSeen } from '../drift/settleFiles.js';
import { tellVerdicts } from '../drift/tellVerdicts.js';
import { EXIT } from '../exitCode.js';
import type { FoundRun } from '../find/findRun.js';
import { lookForWork } from '../life/lookForWork.js';
import { refuseUnasked } from '../resume/answerPause.js';
import type { GoOnOptions } from '../resume/goOn.js';
import { planOf, tellPlan } from '../resume/resumePlan.js';

/** `refold resume --dry-run`: the plan of a resume, or the review of its files, and nothing else; the run is not even held. */
export const resumeDryRun = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: GoOnOptions,
): Outcome => {
  const isReview = options.onDrift === 'review';
  return pipe(
    lookForWork(context, reading, found, options),
    TE.bindTo('looked'),
    TE.bindW('planned', ({ looked }) => planOf(context, looked.state, looked.surroundings, options)),
    TE.chainFirstW(({ looked }) => TE.fromEither(refuseUnasked(looked.state, options.answer))),
    TE.bindW('files', ({ looked: { record, state, surroundings } }) => {
      const { missing } = surroundings;
      const seen = { state, record, missing };
      return pipe(
        refuseAbsent(context, seen),
        TE.chainW(() =>
          isReview
            ? reviewSeen(context, seen, options)
            : lookAtFiles(comparingOf(context, state.run ?? {}), record, state, missing, options),
        ),
      );
    }),
    TE.map(({ planned: { plan, taken }, files }) => {
      if (context.json)
        context.print(asJson({ run: found.entry.run, plan, tasks: taken, files: filesDocument(files) }));
      else {
        const printing = { ...context, tell: context.print };
        tellPlan(printing, plan, taken);
        tellVerdicts(printing, files);
      }
      return EXIT.done;
    }),
  );
};
