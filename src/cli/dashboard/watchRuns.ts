import { setImmediate as giveWay } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { ReadableRun, RunEntry, StoreUnusable } from '../../ports/runStore.js';
import {
  type Board,
  type BoardEntry,
  boardOf,
  boardOutsideOf,
  boardRunOf,
  type DamagedRun,
} from '../../projections/board.js';
import { type BridgeAccumulator, bridge } from '../../projections/bridge.js';
import { type Growing, growing } from '../../projections/growing.js';
import { livesOn } from '../../projections/outliving.js';
import { hasReview } from '../../projections/pair.js';
import { apply } from '../../projections/projection.js';
import { runState } from '../../projections/runState.js';
import { isOver } from '../../projections/status.js';
import type { Reading } from '../compose/reading.js';
import { type CliError, tell } from '../failure/failure.js';
import { damagedLog } from '../failure/wording.js';
import { aroundOf } from '../find/lookAtRuns.js';
import { followMove, startOf } from '../find/stateOf.js';

/** Every so many looks, it is looked which runs there are. */
const LIST_EVERY = 2;

/** Runs that are looked at again and again. */
export interface Watch {
  /** Looks at all of them, and takes in what is new; the same board where nothing is. */
  readonly look: () => Promise<E.Either<StoreUnusable, Board>>;
  /** What is known of them so far. */
  readonly board: () => Board;
}

/** A run as it was at the last look. */
interface Watched {
  readonly shown: BoardEntry | DamagedRun;
  /** How many bytes its log had. */
  readonly bytes: number;
  /** Absent where it cannot be opened. */
  readonly run?: ReadableRun;
  /** Its fold, as long as something may still come of it. */
  readonly open?: Open;
  /** Its state changes without an event: somebody is at work, or an agent is. */
  readonly isAlive: boolean;
}

/** The fold of a log that may grow. */
interface Open {
  readonly told: BridgeAccumulator;
  readonly log: Growing;
}

/**
 * Watches all runs of this machine. A log is read once, and from then on only what was added to it; of a run that nobody
 * is at work in, no more than the size of its log is looked at.
 */
export const watchRuns = ({ store }: Reading): Watch => {
  const watched = new Map<string, Watched>();
  let entries: readonly RunEntry[] = [];
  let looks = 0;
  let shown = boardOf([]);
  const list = async (): Promise<E.Either<StoreUnusable, unknown>> => {
    const listed = await store.list()();
    if (E.isLeft(listed)) return listed;
    entries = listed.right.filter(({ empty }) => !empty);
    const there = new Set(entries.map(({ run }) => run));
    for (const run of watched.keys()) if (!there.has(run)) watched.delete(run);
    return listed;
  };
  const board = (): Board => boardOf([...watched.values()].map(({ shown: one }) => one));
  const look = async (): Promise<E.Either<StoreUnusable, Board>> => {
    const known = watched.size;
    const listed = looks % LIST_EVERY === 0 ? await list() : E.right(undefined);
    if (E.isLeft(listed)) return listed;
    looks += 1;
    let isSame = watched.size === known;
    let isLost = false;
    for (const entry of entries) {
      const before = watched.get(entry.run);
      const after = await lookAgain({ store }, entry, before);
      if (after === before) continue;
      isSame = false;
      isLost ||= before !== undefined && isFaulty(after) && !isFaulty(before);
      watched.set(entry.run, after);
      // The first look may take long, and somebody may press a key meanwhile.
      if (!before) await giveWay();
    }
    // A run that was removed a moment ago looks like a damaged one, and is none.
    const again = isLost ? await list() : E.right(undefined);
    if (E.isLeft(again)) return again;
    if (!isSame) shown = board();
    return E.right(shown);
  };
  return { look, board };
};

const isFaulty = ({ shown }: Watched): boolean => 'fault' in shown;

const lookAgain = async (
  reading: Pick<Reading, 'store'>,
  entry: RunEntry,
  before: Watched | undefined,
): Promise<Watched> => {
  const isMoved = before !== undefined && before.shown.movedTo !== entry.moved?.root;
  const opened = before?.run && !isMoved ? E.right(before.run) : await reading.store.open(entry)();
  if (E.isLeft(opened)) return damaged(entry, opened.left);
  const run = opened.right;
  const size = await run.log.bytes()();
  if (E.isLeft(size)) return damaged(entry, size.left);
  const bytes = size.right;
  if (before && before.bytes === bytes && !before.isAlive && !isMoved) return before;
  // A log that is shorter than it was is another log.
  const open = before?.open && before.bytes <= bytes && !isMoved ? before.open : await openOf(run);
  return { ...(await taken(entry, run, open)), run, bytes };
};

/** From a snapshot, which knows of no message, only where there can be none. */
const openOf = async (run: ReadableRun): Promise<Open> => {
  const start = await startOf(run)();
  const { state, from } = E.isRight(start) ? start.right : { state: runState.empty(), from: undefined };
  const isReviewed = hasReview(state);
  const told = { ...bridge.empty(), ...(isReviewed ? {} : { run: state }) };
  return {
    told,
    log: growing(run.log, (stored) => apply(bridge, told, stored), isReviewed ? undefined : from),
  };
};

/** Takes in what is new in a log, and says how its run stands. */
const taken = async (entry: RunEntry, run: ReadableRun, open: Open): Promise<Watched> => {
  const { told, log } = open;
  const { run: state } = told;
  // Who holds it is asked first: a run that ends in between is not taken for one whose owner died.
  const lease = await run.lease()();
  const scan = await log.look()();
  if (E.isLeft(lease)) return damaged(entry, lease.left);
  if (E.isLeft(scan)) return damaged(entry, scan.left);
  followMove(state, run.moved);
  const around = await aroundOf(run, state, lease.right);
  const shown =
    scan.right.tail.kind === 'damaged'
      ? undefined
      : (boardRunOf(entry.repository, told, lease.right, around) ?? boardOutsideOf(entry.repository, state));
  if (!shown) return faulty(entry, damagedLog(entry));
  const isAlive = lease.right.held || livesOn(around.outliving);
  // Of many runs that are over nothing more is kept in mind.
  return {
    shown: { ...shown, ...placeOf(entry) },
    bytes: 0,
    isAlive,
    ...(isOver(shown.status) && !isAlive ? {} : { open }),
  };
};

/** Where the repository of a run has gone. */
const placeOf = ({ moved }: Pick<RunEntry, 'moved'>): Pick<BoardEntry, 'movedTo'> =>
  moved ? { movedTo: moved.root } : {};

const damaged = (entry: RunEntry, error: CliError): Watched => faulty(entry, tell(error).message);

const faulty = (entry: RunEntry, fault: string): Watched => ({
  shown: { repository: entry.repository, run: entry.run, number: entry.number, ...placeOf(entry), fault },
  bytes: 0,
  isAlive: false,
});
