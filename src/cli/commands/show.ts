import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { paintWith } from '../../inspector/text/paint.js';
import { showText } from '../../inspector/text/show.js';
import { summaryOf } from '../../projections/summary.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { insightInto } from '../lookAtRuns.js';
import { openRun, warnOfTail } from '../openRun.js';

/** `refold show`: where a run stands. */
export const show = (context: Context, wanted: string | undefined): Outcome =>
  pipe(
    TE.Do,
    TE.bind('run', () => openRun(context, wanted)),
    TE.bindW('insight', ({ run }) => insightInto(run)),
    TE.chainEitherKW(({ run, insight: { lease, loaded, around } }) => {
      const summary = summaryOf(loaded.value, lease, around);
      if (!summary && loaded.scan.tail.kind !== 'damaged') return E.left({ _tag: 'NotCreated' as const });
      if (summary)
        context.print(context.json ? asJson(summary) : showText(summary, paintWith(context.colour)));
      return E.right(warnOfTail(context, run, loaded.scan.tail));
    }),
  );
