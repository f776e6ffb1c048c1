import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { startAnewIfSure } from '../begin/startAnew.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { UsageError } from '../failure/failure.js';
import { findResumable } from '../find/findResumable.js';
import { isOutside } from '../find/namedRuns.js';
import { resumeOutside } from '../outside/resume.js';
import { type GoOnOptions, goOn } from '../resume/goOn.js';
import { resumeDryRun } from './resumeDryRun.js';

export interface ResumeOptions extends GoOnOptions {
  /** A session that an agent of the run was in. */
  readonly session?: string | undefined;
  /** Only say what would be done. */
  readonly dryRun?: boolean;
  /** Begin a new run of the same instead. */
  readonly fromStart?: boolean;
  /** Of a workflow that refold does not run: the step of an earlier checkpoint. */
  readonly at?: number | undefined;
  /** Of such a one: run the command that goes on with it. */
  readonly exec?: boolean;
  /** The option by which the run is to go on without this terminal. */
  readonly apart?: '--detach' | '--tmux' | undefined;
}

/** `refold resume`: goes on with a run where it stopped, was stopped, or was killed. */
export const resume = (context: Context, run: string | undefined, options: ResumeOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findResumable(context, reading, { run, session: options.session }, options),
    TE.bindTo('found'),
    TE.bindW('outside', ({ found }) => TE.fromTask(() => isOutside(reading.store, found.entry))),
    TE.chain(({ found, outside }) => {
      const odd = atOdds(outside, options);
      if (odd) return TE.left(odd);
      if (outside) return resumeOutside(context, reading, found, options);
      if (options.fromStart) return startAnewIfSure(context, reading, found, options);
      return options.dryRun
        ? resumeDryRun(context, reading, found, options)
        : goOn(context, reading, found, options);
    }),
  );
};

/** An option that means nothing to a run of this kind. */
const atOdds = (outside: boolean, options: ResumeOptions): UsageError | undefined => {
  const [given] = (outside ? ofRuns : ofOutside)(options).filter((option) => option !== undefined);
  if (given === undefined) return undefined;
  const message = outside
    ? `\`${given}\` means nothing to a workflow that refold does not run`
    : `\`${given}\` is for workflows that refold does not run`;
  return { _tag: 'Usage', message, hint: 'nothing was changed; give the command without it' };
};

const ofOutside = ({ at, exec }: ResumeOptions): readonly (string | undefined)[] => [
  at === undefined ? undefined : '--at',
  exec ? '--exec' : undefined,
];

const ofRuns = ({ captured, answer, strict, apart, limits = [] }: ResumeOptions) => [
  captured ? '--captured' : undefined,
  answer && `--${answer}`,
  strict ? '--strict' : undefined,
  apart,
  // What the environment says of limits holds for runs that have any.
  limits.find(({ from }) => from.startsWith('--'))?.from,
];
