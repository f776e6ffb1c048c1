import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { RunId } from '../../../events/ids.js';
import { genesis, type ScanEnd } from '../../../events/scan.js';
import type { Stored } from '../../../events/stored.js';
import type {
  LeaseHeld,
  Move,
  OpenError,
  ReadableRun,
  RunEntry,
  RunRef,
  RunStore,
  Size,
  StoreUnusable,
  WritableRun,
} from '../../../ports/runStore.js';
import { self } from '../../processes/identity.js';
import { nodePlatform } from '../platform.js';
import { createWriter } from './append.js';
import { codeOf, type Files, nodeFiles, syncFolder, wordsOf } from './files.js';
import { beginningFolder, type RunFolder, repositoryFolder, runFolder, runsFolder } from './folder.js';
import { fork } from './fork.js';
import { begins, hasBytes, whatIsGone } from './gone.js';
import { claimLease, type Lease, leaseStatus } from './lease.js';
import { lastMove, noteMove } from './moves.js';
import { namesIn } from './names.js';
import { numbersOf } from './numbers.js';
import { openToAppend } from './openToAppend.js';
import { createPayloadReader, createPayloads } from './payloads.js';
import { createReader, scanFile, unreadable } from './read.js';
import { setAside, tornFiles } from './repair.js';
import { makeRoom } from './room.js';
import { sizeOf } from './size.js';
import { createSnapshots } from './snapshots.js';

/** How often the holder of a lease shows that it is at work, in milliseconds. */
const BEAT_MS = 10_000;

/** Runs kept in folders under a home directory. */
export const createJsonlStore = (home: string, files: Files = nodeFiles): RunStore => ({
  list: () => async () => guarded('listing runs', runsFolder(home), () => E.right(list(files, home))),

  create: (ref, above) => async () =>
    guarded('making room for a run', runsFolder(home), () => {
      const { folder, number } = makeRoom(files, home, ref, above);
      const opened = openForWriting(files, ref, folder, { visit: () => undefined });
      return E.map((run: WritableRun) => ({ run, number }))(opened);
    }),

  fork: (ref, spec) => async () =>
    guarded('making room for a run', runsFolder(home), () => fork(files, home, ref, spec)),

  move: (repository, move) => async () =>
    guarded('noting where a repository went', runsFolder(home), () =>
      E.right(noteMove(files, home, repository, move)),
    ),

  removeEmpty: (ref) => async () =>
    guarded('removing an empty run', runsFolder(home), () => removeEmpty(files, ref, runFolder(home, ref))),

  open: (ref) => async () =>
    guarded('opening a run', runsFolder(home), () => {
      const folder = runFolder(home, ref);
      const gone = whatIsGone(files, ref, folder);
      return gone
        ? E.left(gone)
        : E.right(openForReading(files, ref, folder, lastMove(files, home, ref.repository)));
    }),

  openForWriting: (ref, options) => async () =>
    guarded('opening a run for writing', runsFolder(home), () => {
      const folder = runFolder(home, ref);
      const gone = whatIsGone(files, ref, folder);
      return gone ? E.left(gone) : openForWriting(files, ref, folder, options);
    }),

  alone: (repository) => async () =>
    guarded('keeping others from beginning a run', runsFolder(home), () => {
      const folder = beginningFolder(home, repository);
      const claimed = claimLease(files, folder);
      return E.map(
        ({ release }: Lease) =>
          () =>
          async () =>
            guarded('letting others begin a run', folder, () => E.right(release())),
      )(claimed);
    }),
});

/** Under its lease, so that nobody begins in it meanwhile. */
const removeEmpty = (files: Files, ref: RunRef, folder: RunFolder): E.Either<LeaseHeld, boolean> => {
  const isEmpty = (): boolean =>
    !hasBytes(files, folder.events) && whatIsGone(files, ref, folder) === undefined;
  if (!isEmpty()) return E.right(false);
  const claimed = claimRun(files, folder);
  if (E.isLeft(claimed)) return claimed;
  if (isEmpty()) {
    files.rmSync(folder.root, { recursive: true, force: true });
    return E.right(true);
  }
  claimed.right.release();
  return E.right(false);
};

const claimRun = (files: Files, { lease, events }: RunFolder, takeOver = false): E.Either<LeaseHeld, Lease> =>
  claimLease(files, lease, { takeOver, began: () => begins(files, events) });

const openForReading = (
  files: Files,
  ref: RunRef,
  folder: RunFolder,
  moved: Move | undefined,
): ReadableRun => ({
  ref,
  ...(moved ? { moved } : {}),
  place: folder.root,
  log: createReader(files, nodePlatform, folder.events),
  payloads: createPayloadReader(files, folder.payloads),
  snapshots: createSnapshots(files, folder.snapshots),
  lease: () => async () =>
    guarded('reading the lease', folder.lease, () => E.right(leaseStatus(files, folder.lease))),
  torn: () => async () =>
    guarded('reading the folder', folder.root, () => E.right(tornFiles(files, folder.events))),
  size: measured(files, folder),
});

const openForWriting = (
  files: Files,
  ref: RunRef,
  folder: RunFolder,
  options: Parameters<RunStore['openForWriting']>[1],
): E.Either<OpenError, WritableRun> => {
  const claimed = claimRun(files, folder, options.takeOver);
  if (E.isLeft(claimed)) return claimed;
  const lease = claimed.right;
  const opened = openLog(files, ref, folder, lease, options);
  if (E.isLeft(opened)) {
    lease.release();
    return opened;
  }
  const { fd, scan } = opened.right;
  const timer = setInterval(lease.beat, BEAT_MS).unref();
  return E.right({
    ref,
    place: folder.root,
    log: createWriter(files, nodePlatform, { path: folder.events, fd, from: scan.end }, lease.stillMine),
    payloads: createPayloads(files, folder.payloads),
    snapshots: createSnapshots(files, folder.snapshots),
    lease: lease.number(),
    holder: self(),
    torn: tornFiles(files, folder.events),
    size: measured(files, folder),
    release: () => async () =>
      guarded('releasing the lease', folder.lease, () => {
        clearInterval(timer);
        files.closeSync(fd);
        lease.release();
        return E.right(undefined);
      }),
  });
};

/** Reads the log under the lease, so that nobody changes it meanwhile, and repairs what a crash may leave. */
const openLog = (
  files: Files,
  { run }: RunRef,
  folder: RunFolder,
  lease: Lease,
  { visit, from, leased: known = 0 }: Parameters<RunStore['openForWriting']>[1],
): E.Either<OpenError, { readonly fd: number; readonly scan: ScanEnd }> => {
  const fd = openToAppend(files, folder.events);
  if (typeof fd !== 'number') return E.left(fd);
  try {
    files.fdatasyncSync(fd);
    syncFolder(files, folder.root);
    let leased = known;
    const look = (stored: Stored): void => {
      if (stored.known && stored.event.type === 'LifeBegan')
        leased = Math.max(leased, stored.event.data.lease);
      visit(stored);
    };
    const scan = scanFile(files, nodePlatform, fd, look, from ?? genesis(nodePlatform));
    if (scan.tail.kind === 'damaged') {
      files.closeSync(fd);
      return E.left({ _tag: 'LogDamaged', run, place: folder.root, scan });
    }
    if (scan.tail.kind === 'torn') setAside(files, folder.events, fd, scan);
    lease.above(leased);
    return E.right({ fd, scan });
  } catch (error) {
    return E.left(unreadable(folder.events, error));
  }
};

/** The ids of all repositories that have runs. Something else in the place of their folder is not taken for no runs. */
const repositoriesIn = (files: Files, home: string): readonly string[] => {
  try {
    return files.readdirSync(runsFolder(home));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

const list = (files: Files, home: string): readonly RunEntry[] =>
  repositoriesIn(files, home).flatMap((id) => {
    const numbers = numbersOf(files, home, id);
    const moved = lastMove(files, home, id);
    return namesIn(files, repositoryFolder(home, id))
      .filter(RunId.is)
      .map((run) => {
        const ref = { repository: id, run };
        const folder = runFolder(home, ref);
        const empty = !hasBytes(files, folder.events) && whatIsGone(files, ref, folder) === undefined;
        return { ...ref, number: numbers.get(run), empty, ...(moved ? { moved } : {}) };
      });
  });

const measured =
  (files: Files, { root }: RunFolder): Size =>
  () =>
    TE.tryCatch(
      () => sizeOf(files, root),
      (error) => ({ _tag: 'StoreUnusable', path: root, doing: 'measuring a run', detail: wordsOf(error) }),
    );

const guarded = <L, R>(
  doing: string,
  path: string,
  work: () => E.Either<L, R>,
): E.Either<L | StoreUnusable, R> => {
  try {
    return work();
  } catch (error) {
    return E.left({ _tag: 'StoreUnusable', path, doing, detail: wordsOf(error) });
  }
};
