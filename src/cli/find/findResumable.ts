import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { candidateLine } from '../../inspector/text/candidate.js';
import { outsideCandidate } from '../../inspector/text/outside.js';
import { outsideSummaryOf } from '../../projections/outside.js';
import { summaryOf } from '../../projections/summary.js';
import { ask } from '../asking/ask.js';
import type { Reading } from '../compose/reading.js';
import { systemClock } from '../compose/working.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import type { WorkOptions } from '../life/openForWork.js';
import { refusedUnnamed } from './elsewhere.js';
import { type FoundRun, findRun, findSession, nameOf, withPlace } from './findRun.js';
import { type LookedAt, lookAtRuns, runsHere } from './lookAtRuns.js';

/** Which run is to be gone on with, as the command line says. */
export interface Wanted {
  readonly run: string | undefined;
  /** A session that an agent of the run was in. */
  readonly session?: string | undefined;
}

/**
 * The run to go on with: the one that is named, else the only one that can be gone on with. Among several a person
 * chooses; where nobody can be asked it is the newest, but outside of any repository none. Nothing is changed by looking.
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
  if (run !== undefined) return pipe(findRun(reading, 'change', run), TE.orElse(nothingCalled));
  return pipe(
    runsHere(reading),
    TE.chainW((entries) => TE.fromTask(lookAtRuns(reading.store, entries, options))),
    TE.chainW((looked) => chosenOf(context, reading, looked)),
    TE.chainTaskK((found) => () => withPlace(reading, found)),
  );
};

/**
 * A run of another repository is none to go on with, whatever it is called: the same is answered, with a hint at it. A workflow
 * that is told so begins anew.
 */
const nothingCalled = (error: CliError): TE.TaskEither<CliError, FoundRun> => {
  if (error._tag !== 'NoSuchRun' && error._tag !== 'RunElsewhere') return TE.left(error);
  const { wanted, unread = [] } = error;
  const others = error._tag === 'RunElsewhere' ? error.others : [];
  return TE.left({ _tag: 'NothingCalled', wanted, unread, others });
};

const chosenOf = (
  context: Context,
  { store, here }: Reading,
  looked: readonly LookedAt[],
): TE.TaskEither<CliError, FoundRun> => {
  const candidates = looked.filter(isCandidate);
  const [newest] = candidates;
  if (!newest) return TE.left(nothingFor(looked));
  const entries = candidates.map(({ entry }) => entry);
  if (!context.asks && !here && entries.length > 1) return refusedUnnamed(store, entries);
  if (!context.asks) return TE.right(newestOf(newest, candidates));
  return async () => {
    const chosen = candidates.length === 1 ? await askWhether(newest) : await askWhich(context, candidates);
    return chosen ? E.right({ entry: chosen.entry, named: true }) : E.left({ _tag: 'NothingChosen' });
  };
};

/** The newest of these, taken because nobody can be asked; only those whose logs are clear count as others to go on with. */
export const newestOf = (newest: LookedAt, candidates: readonly LookedAt[]): FoundRun => {
  const isOpen = ({ standing }: LookedAt): boolean => standing === 'open';
  const open = isOpen(newest) ? { open: candidates.filter(isOpen).length } : {};
  return { entry: newest.entry, named: false, among: candidates.length, ...open };
};

const askWhether = async (one: LookedAt): Promise<LookedAt | undefined> => {
  const word = (typed: string): boolean | undefined => YES_OR_NO.get(typed.toLowerCase());
  return (await ask(`Resume ${lineOf(one)}? [y/n]`, word, 'answer y or n')) ? one : undefined;
};

const YES_OR_NO: ReadonlyMap<string, boolean> = new Map([
  ['y', true],
  ['yes', true],
  ['n', false],
  ['no', false],
]);

const askWhich = ({ tell }: Context, candidates: readonly LookedAt[]): Promise<LookedAt | undefined> => {
  for (const one of candidates) tell(lineOf(one));
  const called = (typed: string): LookedAt | undefined =>
    candidates.find((one) => namesOf(one).includes(typed));
  return ask('Which run is to go on? (number or name)', called, 'type the number or the name of one of them');
};

/** One that cannot be told is looked at all the same, so that damage is not passed over. */
const isCandidate = ({ standing }: LookedAt): boolean => standing === 'open' || standing === 'unclear';

const nothingFor = (looked: readonly LookedAt[]): CliError => {
  const lease = looked.find(({ standing }) => standing === 'held')?.lease;
  return lease?.held ? { _tag: 'LeaseHeld', ...lease } : { _tag: 'NothingToResume' };
};

/** What a person may call a candidate. */
export const namesOf = ({ entry: { run, number }, state }: LookedAt): readonly string[] => [
  run,
  ...(number === undefined ? [] : [`${number}`, `#${number}`]),
  ...(state?.outside ? [state.outside.name] : []),
];

/** A candidate as a person is shown it. */
export const lineOf = ({ entry, state, lease, around, standing }: LookedAt): string => {
  const told = standing === 'unclear' ? undefined : state;
  const outside = told && outsideSummaryOf(told);
  if (outside) return outsideCandidate(outside, systemClock.now());
  const summary = told && summaryOf(told, lease, around);
  return summary ? candidateLine(summary, systemClock.now()) : `${nameOf(entry)}  its log is unclear`;
};
