import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { candidateLine } from '../inspector/text/candidate.js';
import { summaryOf } from '../projections/summary.js';
import { choose } from './choose.js';
import type { Reading } from './compose/reading.js';
import { systemClock } from './compose/working.js';
import type { Context } from './context.js';
import type { CliError } from './failure.js';
import { type FoundRun, findRun, findSession, nameOf } from './findRun.js';
import { type LookedAt, lookAtRuns, runsHere } from './lookAtRuns.js';
import type { WorkOptions } from './openForWork.js';

/** Which run is to be gone on with, as the command line says. */
export interface Wanted {
  readonly run: string | undefined;
  /** A session that an agent of the run was in. */
  readonly session?: string | undefined;
}

/**
 * The run to go on with: the one that is named, else the only one that can be gone on with. Among several a person
 * chooses; where nobody can be asked it is the newest. Nothing is changed by looking.
 */
export const findResumable = (
  context: Context,
  reading: Reading,
  { run, session }: Wanted,
  options: WorkOptions,
): TE.TaskEither<CliError, FoundRun> => {
  if (session !== undefined) {
    if (run === undefined) return findSession(reading, session);
    const hint = 'name the run, or the session alone';
    return TE.left({ _tag: 'Usage', message: 'a run and `--session` are two ways to name one', hint });
  }
  if (run !== undefined) return findRun(reading, run);
  return pipe(
    runsHere(reading),
    TE.chainW((entries) => TE.fromTask(lookAtRuns(reading.store, entries, options))),
    TE.chainW((looked) => chosenOf(context, looked)),
  );
};

const chosenOf = (context: Context, looked: readonly LookedAt[]): TE.TaskEither<CliError, FoundRun> => {
  const candidates = looked.filter(isCandidate);
  const [newest] = candidates;
  if (!newest) return TE.left(nothingFor(looked));
  const found = { entry: newest.entry, named: false };
  if (candidates.length === 1) return TE.right(found);
  if (!context.asks) return TE.right({ ...found, among: candidates.length });
  return async () => {
    const question = 'Which run is to go on?';
    const chosen = await choose(
      question,
      candidates.map((one) => ({ value: one.entry, label: lineOf(one) })),
    );
    return chosen ? E.right({ entry: chosen, named: true }) : E.left({ _tag: 'NothingChosen' });
  };
};

/** One that cannot be told is looked at all the same, so that damage is not passed over. */
const isCandidate = ({ standing }: LookedAt): boolean => standing === 'open' || standing === 'unclear';

const nothingFor = (looked: readonly LookedAt[]): CliError => {
  const lease = looked.find(({ standing }) => standing === 'held')?.lease;
  return lease?.held ? { _tag: 'LeaseHeld', ...lease } : { _tag: 'NothingToResume' };
};

/** A candidate as a person is shown it. */
export const lineOf = ({ entry, state, lease, around, standing }: LookedAt): string => {
  const summary = state && standing !== 'unclear' ? summaryOf(state, lease, around) : undefined;
  return summary ? candidateLine(summary, systemClock.now()) : `${nameOf(entry)}  its log is unclear`;
};
