import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { toDocument } from '../../projections/runState/document.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { cutIn } from '../find/cutIn.js';
import { openRun, warnOfTail } from '../find/openRun.js';
import { stateOf } from '../find/stateOf.js';

export interface StateOptions {
  /** The cut to fold up to; the end of the log without it. */
  readonly at?: string;
}

/** `refold state`: all that the engine knew of a run at a cut. */
export const state = (context: Context, wanted: string | undefined, { at }: StateOptions): Outcome =>
  pipe(
    TE.Do,
    TE.bind('run', () => openRun(context, wanted)),
    TE.bindW('cut', ({ run }) => (at === undefined ? TE.right(undefined) : cutIn(run, at))),
    TE.bindW('loaded', ({ run, cut }) => stateOf(run, cut)),
    TE.map(({ run, loaded }) => {
      const document = toDocument(loaded.value);
      context.print(context.json ? asJson(document) : JSON.stringify(document, null, 2));
      return warnOfTail(context, run, loaded.scan.tail);
    }),
  );
