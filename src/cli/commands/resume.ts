import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { findResumable } from '../findResumable.js';
import { type GoOnOptions, goOn } from '../goOn.js';
import { startAnewIfSure } from '../startAnew.js';
import { resumeDryRun } from './resumeDryRun.js';

export interface ResumeOptions extends GoOnOptions {
  /** A session that an agent of the run was in. */
  readonly session?: string | undefined;
  /** Only say what would be done. */
  readonly dryRun?: boolean;
  /** Begin a new run of the same instead. */
  readonly fromStart?: boolean;
}

/** `refold resume`: goes on with a run where it stopped, was stopped, or was killed. */
export const resume = (context: Context, run: string | undefined, options: ResumeOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findResumable(context, reading, { run, session: options.session }, options),
    TE.chainW((found) => {
      if (options.fromStart) return startAnewIfSure(context, reading, found, options);
      return options.dryRun
        ? resumeDryRun(context, reading, found, options)
        : goOn(context, reading, found, options);
    }),
  );
};
