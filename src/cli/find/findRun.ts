import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import { noFacts } from '../../projections/outside.js';
import { resolveRun } from '../../projections/resolveRun.js';
import type { RunState } from '../../projections/runState/state.js';
import { holdsSession } from '../../projections/sessions.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { runsAround, runsHere } from './lookAtRuns.js';
import { isOutside, namedRuns } from './namedRuns.js';
import { stateIn } from './stateOf.js';

/** A run, and whether it was named or chosen as the newest. */
export interface FoundRun {
  readonly entry: RunEntry;
  readonly named: boolean;
  /** Of how many it is the newest, where others would have done too. */
  readonly among?: number;
}

/** Which runs a command is meant for. */
interface Meant {
  readonly fits: (state: RunState) => boolean;
  /** What keeps a run from it, in words: what it has to have become. */
  readonly needs: string;
}

/**
 * The run that a command is about: the one that is named, else the newest of this repository, or outside of any
 * repository the newest of all, that fits.
 */
export const findRun = (
  reading: Reading,
  wanted: string | undefined,
  meant?: Meant,
): TE.TaskEither<CliError, FoundRun> =>
  wanted === undefined
    ? newestRun(reading, async (entry) => !meant || isFitting(reading, entry, meant), meant?.needs)
    : namedRun(reading, wanted);

/** The same for a command about what refold runs: the newest of these, or a refusal of one that it does not run. */
export const findOwnRun = (
  reading: Reading,
  wanted: string | undefined,
): TE.TaskEither<CliError, FoundRun> =>
  wanted === undefined
    ? newestRun(reading, async (entry) => !(await isOutside(reading.store, entry)))
    : pipe(
        namedRun(reading, wanted),
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
  isMeant: (entry: RunEntry) => Promise<boolean>,
  needs?: string,
): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    runsHere(reading),
    TE.chainW((runs) => async (): Promise<E.Either<CliError, FoundRun>> => {
      for (const entry of runs) if (await isMeant(entry)) return E.right({ entry, named: false });
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
const namedRun = (reading: Reading, wanted: string): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    runsAround(reading),
    TE.bindTo('around'),
    TE.bindW('named', ({ around }) => TE.fromTask(namedRuns(reading, around.runs, wanted))),
    TE.chainW(({ around: { runs, isOurs }, named }) => {
      const isHere = (entry: RunEntry): boolean => reading.here !== undefined && isOurs(entry);
      const resolved = resolveRun(runs, wanted, isHere, named);
      if (E.isRight(resolved)) return TE.right({ entry: resolved.right, named: true });
      const refusal = resolved.left;
      if (refusal._tag === 'AmbiguousRun' || wanted === '') return TE.left<CliError, FoundRun>(refusal);
      return inSession(reading.store, runs, wanted, (unread) => ({ ...refusal, unread }));
    }),
  );

/** The run that holds this session of an agent. */
export const findSession = ({ store }: Reading, session: string): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    store.list(),
    TE.chainW((runs) =>
      inSession(store, runs, session, (unread) => ({ _tag: 'NoSuchSession', session, unread })),
    ),
  );

/** What is missing is told together with the runs that could not be read: it may be in one of them. */
const inSession =
  (
    store: RunStore,
    runs: readonly RunEntry[],
    session: string,
    missing: (unread: readonly RunEntry[]) => CliError,
  ): TE.TaskEither<CliError, FoundRun> =>
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
    if (holders.length === 1) return E.right({ entry, named: true });
    return E.left({ _tag: 'AmbiguousRun', wanted: session, candidates: holders });
  };

/** Says which run a command is about where nobody named one. */
export const tellFound = ({ tell }: Context, { entry, named, among = 1 }: FoundRun): void => {
  const others = among > 1 ? ` of ${among} that can be gone on with` : '';
  if (!named) tell(`newest run${others}: ${nameOf(entry)}`);
};

/** How a run is named to people. */
export const nameOf = ({ number, run }: RunEntry): string =>
  number === undefined ? run : `#${number} ${run}`;
