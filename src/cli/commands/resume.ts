import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure.js';
import { findResumable } from '../findResumable.js';
import type { FoundRun } from '../findRun.js';
import { type GoOnOptions, goOn } from '../goOn.js';
import { startAnew } from '../startAnew.js';
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
      if (options.fromStart)
        return isSure(found) ? startAnew(context, reading, found, options) : unsure(found);
      return options.dryRun
        ? resumeDryRun(context, reading, found, options)
        : goOn(context, reading, found, options);
    }),
  );
};

/** What discards a run is not guessed: it is named, chosen, or the only one. */
const isSure = ({ among = 1 }: FoundRun): boolean => among === 1;

const unsure = ({ among }: FoundRun): TE.TaskEither<CliError, never> =>
  TE.left({
    _tag: 'Usage',
    message: `${among} runs can be begun anew here, and the one that is would be discarded`,
    hint: 'name it: `refold resume RUN --from-start`; `refold runs` lists them',
  });
