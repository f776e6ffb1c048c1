import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Stored } from '../../events/stored.js';
import { logLine } from '../../inspector/text/log.js';
import { paintWith } from '../../inspector/text/paint.js';
import { growing } from '../../projections/growing.js';
import { apply } from '../../projections/projection.js';
import { subjects } from '../../projections/subjects.js';
import type { Outcome } from '../command.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { openOwnRun, openRun, warnOfTail } from '../find/openRun.js';
import { followToEnd } from '../progress/follow.js';
import { output } from './output.js';

export interface LogOptions {
  /** Print the data of each event as well. */
  readonly full?: boolean;
  /** Go on as long as somebody is at work in the run. */
  readonly follow?: boolean;
  /** Print what its agents printed instead. */
  readonly output?: boolean;
}

/** `refold log`: the events of a run, one line each; with `--json` the lines of the log as they are. */
export const log = (context: Context, wanted: string | undefined, options: LogOptions): Outcome =>
  pipe(
    (options.output ? openOwnRun : openRun)(context, wanted),
    TE.chainW((run) => {
      const { full, follow = false } = options;
      if (options.output) return output(context, run, { follow });
      const paint = paintWith(context.colour);
      const about = subjects.empty();
      let since: string | undefined;
      const print = (stored: Stored): void => {
        apply(subjects, about, stored);
        if (context.json) context.print(Buffer.from(stored.raw.subarray(0, -1)).toString('utf8'));
        else context.print(logLine(stored, { since, step: about.latest }, paint));
        if (full && !context.json) context.print(indented(stored.event.data));
        since = stored.event.at;
      };
      return pipe(
        follow ? followToEnd(run, growing(run.log, print)) : run.log.read(print),
        TE.chainEitherKW(
          ({ tail }): E.Either<CliError, number> =>
            since === undefined && tail.kind !== 'damaged'
              ? E.left({ _tag: 'NotCreated' })
              : E.right(warnOfTail(context, run, tail)),
        ),
      );
    }),
  );

const indented = (data: unknown): string => JSON.stringify(data, null, 2).replace(/^/gm, '         ');
