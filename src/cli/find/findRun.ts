import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import { noFacts } from '../../projections/outside.js';
import { numberMeant, resolveElsewhere, resolveRun } from '../../projections/resolveRun.js';
import type { RunState } from '../../projections/runState/state.js';
import { holdsSession } from '../../projections/sessions.js';
import { type Reading, readingAt } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { type Purpose, placed, refusedElsewhere, refusedUnnamed } from './elsewhere.js';
import { type PlacedRun, placeWords } from './elsewhereFailure.js';
import { runsAround, runsHere } from './lookAtRuns.js';
import { isOutside, namedRuns } from './namedRuns.js';
import { firstEventIn, isCreation, stateIn, wholeStateIn } from './stateOf.js';
import { isClosedOf, refuseUnreadableName, refuseUnreadName, whyUnreadAmong } from './unreadName.js';

/** A run, and whether it was named or chosen as the newest. */
export interface FoundRun {
  readonly entry: RunEntry;
  readonly named: boolean;
  /** Of how many unfinished ones it is the newest, those among them whose logs are unclear. */
  readonly among?: number;
  /** How many of these can be gone on with, where this one can. */
  readonly open?: number;
  /** Where it is, if not in the repository at hand: where a person named another one, or none and is outside of any. */
  readonly elsewhere?: PlacedRun;
  /** Who asked is in no repository at all. */
  readonly fromNowhere?: true;
}

/** Which runs a command is meant for. */
interface Meant {
  readonly fits: (state: RunState) => boolean;
  /** What keeps a run from it, in words: what it has to have become. Without it, a refusal tells nothing of it. */
  readonly needs?: string;
}

/**
 * The run that a command is about: the one that is named, else the newest of this repository that fits. Outside of any
 * repository that is the newest of all for who looks; who changes something has to name one.
 */
export const findRun = (
  reading: Reading,
  purpose: Purpose,
  wanted: string | undefined,
  meant?: Meant,
): TE.TaskEither<CliError, FoundRun> =>
  wanted === undefined
    ? newestRun(reading, purpose, async (entry) => !meant || isFitting(reading, entry, meant), meant?.needs)
    : namedRun(reading, purpose, wanted);

/** The same for a command about what refold runs: the newest of these, or a refusal of one that it does not run. */
export const findOwnRun = (
  reading: Reading,
  purpose: Purpose,
  wanted: string | undefined,
): TE.TaskEither<CliError, FoundRun> =>
  wanted === undefined
    ? newestRun(reading, purpose, async (entry) => !(await isOutside(reading.store, entry)))
    : pipe(
        namedRun(reading, purpose, wanted),
        TE.chainFirst(({ entry }) => ownRun(reading.store, entry)),
      );

const ownRun =
  (store: RunStore, entry: RunEntry): TE.TaskEither<CliError, void> =>
  async () => {
    if (!(await isOutside(store, entry))) return E.right(undefined);
    const loaded = await stateIn(store, entry)();
    return E.isLeft(loaded) ? loaded : E.left(noFacts(loaded.right.value));
  };

const newestRun = (
  reading: Reading,
  purpose: Purpose,
  isMeant: (entry: RunEntry) => Promise<boolean>,
  needs?: string,
): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    runsHere(reading),
    TE.chainW((runs) => async (): Promise<E.Either<CliError, FoundRun>> => {
      const candidates: RunEntry[] = [];
      const isAnywhere = reading.here === undefined && purpose === 'change';
      for (const entry of runs) {
        if (!(await isMeant(entry))) continue;
        if (!isAnywhere) return E.right(await withPlace(reading, { entry, named: false }));
        candidates.push(entry);
      }
      if (candidates.length > 0) return refusedUnnamed(reading.store, candidates)();
      const where = reading.here === undefined ? 'anywhere' : 'of this repository';
      const [newest] = runs;
      if (!newest) return E.left({ _tag: 'NoRuns', what: `there is no run ${where}` });
      const what = `no run ${where} fits`;
      return needs === undefined
        ? E.left({ _tag: 'NoRuns', what })
        : E.left({ _tag: 'NoRuns', what: `${what}: it has to ${needs}`, newest: nameOf(newest) });
    }),
  );

/** One that cannot be told is left to be named. */
const isFitting = async ({ store }: Reading, entry: RunEntry, { fits }: Meant): Promise<boolean> => {
  const loaded = await stateIn(store, entry)();
  return E.isRight(loaded) && loaded.right.value.run !== undefined && fits(loaded.right.value);
};

/** The run that bears this name; if none does, the one whose agent was in a session of this name. */
const namedRun = (reading: Reading, purpose: Purpose, wanted: string): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    runsAround(reading),
    TE.bindTo('around'),
    TE.bindW('named', ({ around }) => TE.fromTask(namedRuns(reading, around, wanted))),
    TE.chainW(({ around: { runs, isOurs }, named }) => {
      const resolved = resolveRun(runs, wanted, isOurs, named);
      const found = foundIn(reading, isOurs);
      if (E.isRight(resolved))
        return pipe(surelyCalled(reading, purpose, wanted, resolved.right), TE.chainTaskK(found));
      const refusal = resolved.left;
      if (refusal._tag === 'AmbiguousRun' || wanted === '') return TE.left<CliError, FoundRun>(refusal);
      if (purpose === 'look' && refusal.elsewhere?.length)
        return pipe(
          refuseUnreadableName(reading, wanted),
          TE.chainEitherKW(() => resolveElsewhere(refusal)),
          TE.chainTaskK(found),
        );
      return pipe(
        inSession(reading.store, runs, wanted, (unread) => ({ ...refusal, unread })),
        TE.orElse(unlessUnread(reading)),
        TE.chainTaskK(found),
      );
    }),
    TE.orElseW(refusedElsewhere(reading.store)),
  );

/**
 * A run that was found, unless its log tells another number than it was called by, or it is closed and the active one of its
 * name may be in a log that cannot be read, or, for who changes something, that is lost. For who is in no repository that is
 * looked for in its own, while that is there.
 */
const surelyCalled =
  (reading: Reading, purpose: Purpose, wanted: string, entry: RunEntry): TE.TaskEither<CliError, RunEntry> =>
  async () => {
    if (!(await bearsNumber(reading.store, wanted, entry)))
      return E.left({ _tag: 'NoSuchRun', wanted, known: 1 });
    if (!(await isClosedOf(reading, wanted, entry))) return E.right(entry);
    const { root, gone } = await placed(reading.store, entry)();
    const there = reading.here || root === undefined || gone ? reading : readingAt(reading, root);
    if (!there.here) return E.right(entry);
    const refusal =
      purpose === 'change'
        ? refuseUnreadName(there, wanted, { canBegin: false })
        : refuseUnreadableName(there, wanted);
    return pipe(
      await refusal(),
      E.map(() => entry),
    );
  };

/** Whether a run that is called by its number has it by its log as well, where that can be told: the log is what counts. */
const bearsNumber = async (store: RunStore, wanted: string, entry: RunEntry): Promise<boolean> => {
  if (numberMeant(wanted) !== entry.number) return true;
  const told = await numberTold(store, entry);
  return told === undefined || told === entry.number;
};

/** The number that the log of a run tells. That of a fork begins with the run that it was forked from. */
const numberTold = async (store: RunStore, entry: RunEntry): Promise<number | undefined> => {
  const first = await firstEventIn(store, entry);
  if (first && isCreation(first) && first.data.run === entry.run) return first.data.number;
  const state = await wholeStateIn(store, entry);
  return state?.run?.number ?? state?.outside?.number;
};

/** Nothing is called this: not where what is looked for may be a run of here whose log does not tell it. */
const unlessUnread =
  (reading: Reading) =>
  (error: CliError): TE.TaskEither<CliError, RunEntry> =>
  async () =>
    E.left(
      (error._tag === 'NoSuchRun'
        ? await whyUnreadAmong(reading, error.wanted, error.unread ?? [])
        : undefined) ?? error,
    );

/** The run that holds this session of an agent. */
export const findSession = (reading: Reading, session: string): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    runsAround(reading),
    TE.chain(({ runs, isOurs }) =>
      pipe(
        inSession(reading.store, runs, session, (unread) => ({ _tag: 'NoSuchSession', session, unread })),
        TE.chainTaskK(foundIn(reading, isOurs)),
      ),
    ),
  );

/** A run that somebody named, and where it is, if not here. */
const foundIn =
  ({ store, here }: Reading, isOurs: (entry: RunEntry) => boolean) =>
  (entry: RunEntry): T.Task<FoundRun> =>
    here && isOurs(entry)
      ? T.of({ entry, named: true })
      : pipe(
          placed(store, entry),
          T.map((elsewhere) => ({ entry, named: true, elsewhere, ...(here ? {} : { fromNowhere: true }) })),
        );

/** A run that nobody named, and outside of any repository where it is. */
export const withPlace = async ({ store, here }: Reading, found: FoundRun): Promise<FoundRun> =>
  here === undefined && !found.named ? { ...found, elsewhere: await placed(store, found.entry)() } : found;

/** What is missing is told together with the runs that could not be read: it may be in one of them. */
const inSession =
  (
    store: RunStore,
    runs: readonly RunEntry[],
    session: string,
    missing: (unread: readonly RunEntry[]) => CliError,
  ): TE.TaskEither<CliError, RunEntry> =>
  async () => {
    const holders: RunEntry[] = [];
    const unread: RunEntry[] = [];
    for (const entry of runs.filter(({ empty }) => !empty)) {
      const loaded = await stateIn(store, entry)();
      const holds = E.isRight(loaded) && holdsSession(loaded.right.value, session);
      if (holds) holders.push(entry);
      else if (E.isLeft(loaded) || loaded.right.scan.tail.kind === 'damaged') unread.push(entry);
    }
    const [entry] = holders;
    if (entry === undefined) return E.left(missing(unread));
    if (holders.length === 1) return E.right(entry);
    return E.left({ _tag: 'AmbiguousRun', wanted: session, candidates: holders });
  };

/** Says which run a command is about where nobody named one, or who named it may not mean that one. */
export const tellFound = (
  { tell, goTo }: Pick<Context, 'tell' | 'goTo'>,
  { entry, named, open = 1, elsewhere, fromNowhere }: FoundRun,
): void => {
  const others = open > 1 ? ` of ${open} that can be gone on with` : '';
  const place = elsewhere?.root;
  if (place !== undefined && !elsewhere?.gone) goTo(place);
  if (!named) tell(`newest run${others}: ${nameOf(entry)}${place === undefined ? '' : ` of ${place}`}`);
  else if (elsewhere)
    tell(
      `note: ${fromNowhere ? '' : 'no run of this repository is called that; '}this is ${placeWords(elsewhere)}`,
    );
};

/** How a run is named to people. */
export const nameOf = ({ number, run }: RunEntry): string =>
  number === undefined ? run : `#${number} ${run}`;
