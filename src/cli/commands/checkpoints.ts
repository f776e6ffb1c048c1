import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { checkpointsText } from '../../inspector/text/checkpoints.js';
import { outsideCheckpointsText } from '../../inspector/text/outside.js';
import { type Paint, paintWith } from '../../inspector/text/paint.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { checkpointsIn } from '../../projections/checkpoints.js';
import { load } from '../../projections/load.js';
import { outsideCheckpointsIn } from '../../projections/outside.js';
import { type Recorded, recordedFiles } from '../../projections/recordedFiles.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { listOf } from '../drift/lookAtFiles.js';
import { EXIT } from '../exitCode.js';
import { openRun, warnOfTail } from '../find/openRun.js';

/** `refold checkpoints`: what was recorded of the files of a run, in the order of its log. */
export const checkpoints = (context: Context, wanted: string | undefined): Outcome =>
  pipe(
    openRun(context, wanted),
    TE.chainW((run) =>
      pipe(
        load(run.log, recordedFiles),
        TE.chainTaskK(({ value, scan }) => async () => {
          if (!context.json) context.print(textOf(value, paintWith(context.colour)));
          const lost = context.json ? await printAll(context, run, value) : 0;
          const exit = warnOfTail(context, run, scan.tail);
          return lost > 0 ? EXIT.damaged : exit;
        }),
      ),
    ),
  );

/** The checkpoints as a person is shown them. */
const textOf = (recorded: Recorded, paint: Paint): string => {
  const { outside } = recorded.run;
  return outside
    ? outsideCheckpointsText(outsideCheckpointsIn(outside), paint)
    : checkpointsText(checkpointsIn(recorded), paint);
};

/** Prints the checkpoints as a program reads them, each with its files. Answers how many lists of files are lost, which it tells. */
const printAll = async (
  context: Context,
  { ref: { run }, payloads }: ReadableRun,
  recorded: Recorded,
): Promise<number> => {
  const { outside } = recorded.run;
  if (outside) {
    context.print(asJson({ run, checkpoints: outsideCheckpointsIn(outside) }));
    return 0;
  }
  const lists = await Promise.all(recorded.checkpoints.map(({ files }) => listOf(payloads, files)));
  const all = checkpointsIn(recorded).map((one, at) => {
    const changed = lists[at];
    return typeof changed === 'string' ? { ...one, damage: changed } : { ...one, changed };
  });
  context.print(asJson({ run, checkpoints: all }));
  const lost = lists.filter((list) => typeof list === 'string');
  for (const words of lost) context.tell(`warning: ${words}`);
  return lost.length;
};
