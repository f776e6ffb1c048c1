import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { checkpointsText } from '../../inspector/text/checkpoints.js';
import { outsideCheckpointsText } from '../../inspector/text/outside.js';
import { type Paint, paintWith } from '../../inspector/text/paint.js';
import { checkpointsIn } from '../../projections/checkpoints.js';
import { load } from '../../projections/load.js';
import { outsideCheckpointsIn } from '../../projections/outside.js';
import { type Recorded, recordedFiles } from '../../projections/recordedFiles.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { openRun, warnOfTail } from '../find/openRun.js';

/** `refold checkpoints`: what was recorded of the files of a run, in the order of its log. */
export const checkpoints = (context: Context, wanted: string | undefined): Outcome =>
  pipe(
    openRun(context, wanted),
    TE.chainW((run) =>
      pipe(
        load(run.log, recordedFiles),
        TE.map(({ value, scan }) => {
          const { list, text } = listed(value, paintWith(context.colour));
          context.print(context.json ? asJson({ run: run.ref.run, checkpoints: list }) : text);
          return warnOfTail(context, run, scan.tail);
        }),
      ),
    ),
  );

/** The checkpoints, and how a person is shown them. */
const listed = (recorded: Recorded, paint: Paint) => {
  const { outside } = recorded.run;
  if (outside) {
    const list = outsideCheckpointsIn(outside);
    return { list, text: outsideCheckpointsText(list, paint) };
  }
  const list = checkpointsIn(recorded);
  return { list, text: checkpointsText(list, paint) };
};
