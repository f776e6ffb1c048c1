import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { paintWith } from '../../inspector/text/paint.js';
import { reportText } from '../../inspector/text/report.js';
import { load } from '../../projections/load.js';
import { noFacts } from '../../projections/outside.js';
import { attempts, reportOf } from '../../projections/report.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { aroundOf } from '../find/lookAtRuns.js';
import { openOwnRun, warnOfTail } from '../find/openRun.js';

/** `refold report`: what each attempt, step and agent of a run took. */
export const report = (context: Context, wanted: string | undefined): Outcome =>
  pipe(
    TE.Do,
    TE.bind('run', () => openOwnRun(context, wanted)),
    TE.bindW('lease', ({ run }) => run.lease()),
    TE.bindW('loaded', ({ run }) => load(run.log, attempts)),
    TE.bindW('around', ({ run, lease, loaded }) => TE.fromTask(() => aroundOf(run, loaded.value.run, lease))),
    TE.chainEitherKW(({ run, lease, loaded, around }) => {
      const found = reportOf(loaded.value, lease, around);
      if (!found && loaded.scan.tail.kind !== 'damaged') return E.left(noFacts(loaded.value.run));
      if (found) context.print(context.json ? asJson(found) : reportText(found, paintWith(context.colour)));
      return E.right(warnOfTail(context, run, loaded.scan.tail));
    }),
  );
