import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LeaseStatus, OpenError, ReadableRun, RunEntry, RunStore } from '../../ports/runStore.js';
import type { Repository } from '../../ports/workspace.js';
import type { Loaded } from '../../projections/load.js';
import { outlivingIn } from '../../projections/outliving.js';
import { newestFirst } from '../../projections/resolveRun.js';
import type { RunState } from '../../projections/runState/state.js';
import { endsRun, isOver, statusOf } from '../../projections/status.js';
import type { Around } from '../../projections/summary.js';
import { isCollected, launchesOf, type Reading } from '../compose/reading.js';
import type { CliError } from '../failure/failure.js';
import { bytesOf } from '../limits/bytesOf.js';
import { movedHere, type RunsOfPlace } from '../moved/movedHere.js';
import { stateOf } from './stateOf.js';

/** A run as its log and its lease tell of it, without holding it. */
export interface LookedAt {
  readonly entry: RunEntry;
  /** Undefined where its log cannot be read at all, and where nothing is left to do. */
  readonly state: RunState | undefined;
  readonly lease: LeaseStatus;
  readonly around: Around;
  /**
   * What it is to someone who looks for a run to go on with; `held` is one that they may not take over. Of one that is `unclear`, the log is damaged, lost or of a
   * newer version: what it would come to shows when it is opened.
   */
  readonly standing: 'open' | 'held' | 'over' | 'unclear';
}

/** All runs, as they are seen from a repository. */
export interface RunsAround {
  readonly runs: readonly RunEntry[];
  readonly isOurs: (entry: RunEntry) => boolean;
  /** Those of `isOurs` that were made elsewhere, where nobody has said yet that their repository was moved here. */
  readonly moved: readonly RunsOfPlace[];
}

/** The runs of this repository, or outside of any repository all runs, from the newest on. */
export const runsHere = (reading: Reading): TE.TaskEither<CliError, readonly RunEntry[]> =>
  pipe(runsAround(reading), TE.map(oursIn));

/** The runs of the repository at hand that hold anything, from the newest on. */
export const oursIn = ({ runs, isOurs }: RunsAround): readonly RunEntry[] =>
  newestFirst(runs.filter((entry) => isOurs(entry) && !entry.empty));

/**
 * All runs, and which of them are of the repository at hand: those of one that was moved here as well, though nobody has
 * said so yet. Outside of any repository all of them are.
 */
export const runsAround = (reading: Reading): TE.TaskEither<CliError, RunsAround> => {
  const { store, here } = reading;
  return pipe(
    store.list(),
    TE.chainTaskK((runs) => async () => {
      if (!here) return { runs, isOurs: () => true, moved: [] };
      const others = runs.filter((entry) => !isHere(here, entry));
      const moved = await movedHere(reading, others, here);
      const isMoved = ({ repository }: RunEntry): boolean =>
        moved.some((one) => one.repository === repository);
      return { runs, isOurs: (entry) => isHere(here, entry) || isMoved(entry), moved };
    }),
  );
};

/** Whether a run is of this repository: by the move that is on record for it, else by the id it was made under. */
export const isHere = ({ gitDir, key }: Repository, { repository, moved }: RunEntry): boolean =>
  moved ? moved.gitDir === gitDir : repository.endsWith(`-${key}`);

/** Who holds a run, what its log folds to, and what that cannot tell. */
export interface Insight {
  readonly lease: LeaseStatus;
  readonly loaded: Loaded<RunState>;
  readonly around: Around;
}

/** Looks into a run without holding it. */
export const insightInto = (run: ReadableRun): TE.TaskEither<OpenError, Insight> =>
  pipe(
    TE.Do,
    TE.bind('lease', () => run.lease()),
    TE.bindW('loaded', () => stateOf(run)),
    TE.bindW('around', ({ lease, loaded }) => TE.fromTask(() => aroundOf(run, loaded.value, lease))),
  );

/** What the log of a run cannot tell of it, as things are now. */
export const aroundOf = async (
  run: ReadableRun,
  state: RunState,
  lease: LeaseStatus,
): Promise<Required<Around>> => {
  const gauge = await bytesOf(state, run);
  return {
    gauge: lease.held ? { ...gauge, now: new Date().toISOString() } : gauge,
    outliving: lease.held ? [] : outlivingIn(state, launchesOf(run)),
    isCollected: isCollected(state),
  };
};

/** Opens a run and looks into it. */
export const lookInto = (store: RunStore, entry: RunEntry): TE.TaskEither<OpenError, Insight> =>
  pipe(store.open(entry), TE.chainW(insightInto));

export interface LookOptions {
  readonly takeOver?: boolean;
  /** Of a run that nobody holds and whose log ends with its end, believe that end alone. */
  readonly onlyOpen?: boolean;
}

/** Looks at each of these runs, one after the other. */
export const lookAtRuns =
  (store: RunStore, entries: readonly RunEntry[], options: LookOptions = {}) =>
  async (): Promise<readonly LookedAt[]> => {
    const looked: LookedAt[] = [];
    for (const entry of entries) looked.push(await lookAt(store, entry, options));
    return looked;
  };

const lookAt = async (
  store: RunStore,
  entry: RunEntry,
  { takeOver = false, onlyOpen = false }: LookOptions,
): Promise<LookedAt> => {
  if (onlyOpen && (await hasEnded(store, entry)))
    return { entry, state: undefined, lease: { held: false }, around: {}, standing: 'over' };
  const found = await lookInto(store, entry)();
  if (E.isLeft(found))
    return { entry, state: undefined, lease: { held: false }, around: {}, standing: 'unclear' };
  const { lease, loaded, around } = found.right;
  const { value: state, scan } = loaded;
  const isUnclear =
    scan.tail.kind === 'damaged' || state.critical !== undefined || !(state.run ?? state.outside);
  const standing = isUnclear ? 'unclear' : isOver(statusOf(state, false)) ? 'over' : 'open';
  return {
    entry,
    // Of many runs that are over nothing is kept in mind.
    state: standing === 'over' ? undefined : state,
    lease,
    around,
    standing: lease.held && (lease.checked || !takeOver) ? 'held' : standing,
  };
};

/** Whether the last line says so, and nobody is at work. */
const hasEnded = async (store: RunStore, entry: RunEntry): Promise<boolean> => {
  const found = await pipe(
    TE.Do,
    TE.bind('run', () => store.open(entry)),
    TE.bindW('lease', ({ run }) => run.lease()),
    TE.bindW('last', ({ run }) => run.log.last()),
  )();
  return (
    E.isRight(found) && !found.right.lease.held && found.right.last !== undefined && endsRun(found.right.last)
  );
};
