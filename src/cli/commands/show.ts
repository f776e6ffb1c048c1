import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { detailsText } from '../../inspector/text/details.js';
import { outsideText } from '../../inspector/text/outside.js';
import { paintWith } from '../../inspector/text/paint.js';
import type { LogUnreadable } from '../../ports/eventLog.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { type Bridge, bridge, bridgeOf } from '../../projections/bridge.js';
import { detailsOf, type RunDetails } from '../../projections/details.js';
import { load } from '../../projections/load.js';
import { outsideSummaryOf } from '../../projections/outside.js';
import { hasReview } from '../../projections/pair.js';
import type { RunState } from '../../projections/runState/state.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { insightInto } from '../find/lookAtRuns.js';
import { openRun, warnOfTail } from '../find/openRun.js';
import { takenOver } from '../progress/nextStep.js';

/** `refold show`: where a run stands, and all that is restored when it goes on. */
export const show = (context: Context, wanted: string | undefined): Outcome =>
  pipe(
    TE.Do,
    TE.bind('run', () => openRun(context, wanted)),
    TE.bindW('insight', ({ run }) => insightInto(run)),
    TE.bindW('messages', ({ run, insight: { loaded } }) => messagesOf(run, loaded.value)),
    TE.chainEitherKW(({ run, insight: { lease, loaded, around }, messages }): E.Either<CliError, number> => {
      const details = detailsOf(loaded.value, run.ref.repository, lease, { ...around, messages });
      const outside = outsideSummaryOf(loaded.value);
      if (outside)
        context.print(context.json ? asJson(outside) : outsideText(outside, paintWith(context.colour)));
      const { scan } = loaded;
      if (!details && !outside)
        return scan.tail.kind === 'damaged'
          ? E.left({ _tag: 'LogDamaged', run: run.ref.run, place: run.place, scan })
          : E.left({ _tag: 'NotCreated' });
      if (details) printDetails(context, details);
      return E.right(warnOfTail(context, run, scan.tail));
    }),
  );

const printDetails = (context: Context, details: RunDetails): void => {
  context.print(context.json ? asJson(details) : detailsText(details, paintWith(context.colour)));
  const hint = takenOver(details);
  if (hint !== undefined && !context.json) context.tell(`hint: ${context.fromHere(hint)}`);
};

/** What its agents told each other, in numbers; only a run whose work is reviewed is read once more for that. */
const messagesOf = (run: ReadableRun, state: RunState): TE.TaskEither<LogUnreadable, Bridge | undefined> =>
  hasReview(state)
    ? pipe(
        load(run.log, bridge),
        TE.map(({ value }) => bridgeOf(value)),
      )
    : TE.right(undefined);
