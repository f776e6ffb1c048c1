import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { startAnewIfSure } from '../begin/startAnew.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { DRIFT_WORDS, type DriftWord, driftChoice, OUTSIDE_WORDS } from '../drift/askAboutDrift.js';
import { findResumable } from '../find/findResumable.js';
import { optionAmong } from '../limits/limits.js';
import { byKind } from '../outside/byKind.js';
import { resumeOutside } from '../outside/resume.js';
import { type GoOnOptions, goOn } from '../resume/goOn.js';
import { resumeDryRun } from './resumeDryRun.js';

export interface ResumeOptions extends Omit<GoOnOptions, 'onDrift'> {
  /** What somebody said of files that differ: which words mean something is told by the run. */
  readonly onDrift?: string | undefined;
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
    TE.chain(
      byKind(reading, {
        own: (found) =>
          pipe(
            TE.fromEither(saying(options, DRIFT_WORDS)),
            TE.chainW((said): Outcome => {
              if (options.fromStart) return startAnewIfSure(context, reading, found, said);
              return options.dryRun
                ? resumeDryRun(context, reading, found, said)
                : goOn(context, reading, found, said);
            }),
          ),
        outside: (found) =>
          pipe(
            TE.fromEither(saying(options, OUTSIDE_WORDS)),
            TE.chainW((said) => resumeOutside(context, reading, found, said)),
          ),
        only: { own: ofOwn(options), outside: ofOutside(options) },
      }),
    ),
  );
};

/** The options, with one of these words, or none. */
const saying = <C extends DriftWord>({ onDrift, ...options }: ResumeOptions, words: readonly C[]) =>
  pipe(
    driftChoice(onDrift, words),
    E.map((choice) => ({ ...options, ...(choice ? { onDrift: choice } : {}) })),
  );

const ofOutside = ({ at, exec }: ResumeOptions): readonly (string | undefined)[] => [
  at === undefined ? undefined : '--at',
  exec ? '--exec' : undefined,
];

const ofOwn = ({ captured, answer, strict, apart, limits = [] }: ResumeOptions) => [
  captured ? '--captured' : undefined,
  answer && `--${answer}`,
  strict ? '--strict' : undefined,
  apart,
  // What the environment says of limits holds for runs that have any.
  optionAmong(limits),
];
