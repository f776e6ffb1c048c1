import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { suffixOf } from '../../../events/chain.js';
import type { PayloadRef } from '../../../events/content.js';
import { createEncoder, type EncodeError } from '../../../events/encode.js';
import { createScanner, genesis, type ScanEnd } from '../../../events/scan.js';
import type { Position, Stored } from '../../../events/stored.js';
import type { AppendError, EventWriter } from '../../../ports/eventLog.js';
import type {
  Forked,
  ForkSpec,
  LeaseHeld,
  Move,
  OpenError,
  OpenOptions,
  ReadableRun,
  RunEntry,
  RunRef,
  RunStore,
  Size,
  WritableRun,
} from '../../../ports/runStore.js';
import { self } from '../../processes/identity.js';
import { firstEvent } from '../firstLine.js';
import { lastEvent } from '../lastLine.js';
import { nodePlatform } from '../platform.js';
import { createStaging } from '../staging.js';
import { createMemoryPayloads } from './payloads.js';
import { createMemorySnapshots } from './snapshots.js';

/** What one run is, in memory. */
interface MemoryRun {
  readonly ref: RunRef;
  readonly number: number;
  bytes: Uint8Array;
  lease: { readonly number: number; readonly since: string } | undefined;
  leases: number;
  readonly torn: { file: string; size: number; sha256: string }[];
  readonly payloads: ReturnType<typeof createMemoryPayloads>;
  readonly snapshots: ReturnType<typeof createMemorySnapshots>;
}

/** A store of runs that lives as long as the process, for tests and simulations. */
export const createMemoryStore = (): RunStore => {
  const runs = new Map<string, MemoryRun>();
  const moves = new Map<string, Move>();
  const keyOf = ({ repository, run }: RunRef): string => `${repository}/${run}`;
  const find = (ref: RunRef) => {
    const found = runs.get(keyOf(ref));
    return found ? E.right(found) : E.left({ _tag: 'RunNotFound' as const, ...ref });
  };
  const movedOf = ({ repository }: RunRef): Pick<ReadableRun, 'moved'> => {
    const moved = moves.get(repository);
    return moved ? { moved } : {};
  };
  return {
    list: () => async () =>
      E.right([...runs.values()].map((run) => ({ ...entryOf(run), ...movedOf(run.ref) }))),
    create:
      (ref, above = 0) =>
      async () => {
        if (runs.has(keyOf(ref))) {
          return E.left({
            _tag: 'StoreUnusable',
            path: keyOf(ref),
            doing: 'making room for a run',
            detail: 'it is there',
          });
        }
        const run = emptyRun(ref, numberAfter(runs, ref, above));
        runs.set(keyOf(ref), run);
        return E.map((opened: WritableRun) => ({ run: opened, number: run.number }))(
          openForWriting(run, { visit: () => undefined }),
        );
      },
    fork: (ref, spec) => async () => {
      const parent = runs.get(keyOf(spec.parent));
      if (!parent || runs.has(keyOf(ref))) {
        const detail = parent ? 'it is there' : 'its parent is not';
        return E.left({ _tag: 'StoreUnusable', path: keyOf(ref), doing: 'forking a run', detail });
      }
      const run = emptyRun(ref, numberAfter(runs, ref));
      const forked = await goOnFrom(parent, run, spec);
      if (E.isRight(forked)) runs.set(keyOf(ref), run);
      return forked;
    },
    move: (repository, move) => async () => {
      moves.set(repository, move);
      return E.right(move);
    },
    removeEmpty: (ref) => async () =>
      E.right(runs.get(keyOf(ref))?.bytes.length === 0 && runs.delete(keyOf(ref))),
    open: (ref) => async () =>
      E.map((run: MemoryRun) => ({ ...openForReading(run), ...movedOf(ref) }))(find(ref)),
    openForWriting: (ref, options) => async () =>
      E.chainW((run: MemoryRun) => openForWriting(run, options))(find(ref)),
    alone: oneAtATime(),
  };
};

const entryOf = ({ ref, number, bytes }: MemoryRun): RunEntry => ({
  ...ref,
  number,
  empty: bytes.length === 0,
});

const oneAtATime = (): RunStore['alone'] => {
  const held = new Set<string>();
  return (repository) => async () => {
    if (held.has(repository)) return E.left(heldHere({ number: 1, since: new Date().toISOString() }));
    held.add(repository);
    return E.right(() => async () => {
      held.delete(repository);
      return E.right(undefined);
    });
  };
};

/** Who holds something in this process is this process. */
const heldHere = ({ number, since }: NonNullable<MemoryRun['lease']>): LeaseHeld => ({
  _tag: 'LeaseHeld',
  held: true,
  by: self(),
  lease: number,
  since,
  seen: since,
  checked: true,
});

/** Gives a run the beginning of another, and what follows it there. */
const goOnFrom = async <X>(
  parent: MemoryRun,
  run: MemoryRun,
  { begin, upTo, at, payloads }: ForkSpec<X>,
): Promise<E.Either<X | EncodeError, Forked>> => {
  const drafts = begin({ number: run.number, place: placeOf(run.ref) });
  if (E.isLeft(drafts)) return drafts;
  const batch = createEncoder(nodePlatform)(upTo, drafts.right, at);
  if (E.isLeft(batch)) return batch;
  const lines = batch.right.stored.map(({ raw }) => raw);
  run.bytes = Buffer.concat([parent.bytes.subarray(0, upTo.offset), ...lines]);
  const missing: PayloadRef[] = [];
  for (const payload of payloads) {
    const content = await parent.payloads.get(payload)();
    if (E.isRight(content)) await run.payloads.put(content.right)();
    else missing.push(payload);
  }
  return E.right({ number: run.number, missing });
};

const numberAfter = (runs: ReadonlyMap<string, MemoryRun>, { repository }: RunRef, above = 0): number =>
  Math.max(
    above,
    ...[...runs.values()].filter(({ ref }) => ref.repository === repository).map(({ number }) => number),
  ) + 1;

const placeOf = ({ run }: RunRef): string => `memory:${run}`;

const emptyRun = (ref: RunRef, number: number): MemoryRun => ({
  ref,
  number,
  bytes: new Uint8Array(0),
  lease: undefined,
  leases: 0,
  torn: [],
  payloads: createMemoryPayloads(),
  snapshots: createMemorySnapshots(),
});

const scan = (
  run: MemoryRun,
  visit: (stored: Stored) => void,
  from: Position = genesis(nodePlatform),
): ScanEnd => {
  const scanner = createScanner(nodePlatform, from, visit);
  scanner.push(run.bytes.subarray(from.offset));
  return scanner.finish();
};

const holdsPosition = (run: MemoryRun, { offset, hash }: Position): boolean =>
  Buffer.from(run.bytes.subarray(0, offset))
    .toString('utf8')
    .endsWith(`${suffixOf(hash)}\n`);

const sizeOf =
  (run: MemoryRun): Size =>
  () =>
  async () =>
    E.right(run.bytes.length + run.payloads.size());

const openForReading = (run: MemoryRun): ReadableRun => ({
  ref: run.ref,
  place: placeOf(run.ref),
  log: {
    read: (visit, from) => async () => E.right(scan(run, visit, from)),
    holds: (position) => async () => E.right(holdsPosition(run, position)),
    first: () => async () =>
      E.right(firstEvent((offset, size) => Buffer.from(run.bytes.subarray(offset, offset + size)))),
    last: () => async () =>
      E.right(lastEvent(run.bytes.length, (offset) => Buffer.from(run.bytes.subarray(offset)))),
    bytes: () => async () => E.right(run.bytes.length),
    check: (upTo) => async () =>
      E.right(scan({ ...run, bytes: run.bytes.subarray(0, upTo.offset) }, () => undefined)),
  },
  payloads: run.payloads,
  snapshots: run.snapshots,
  lease: () => async () =>
    E.right(
      run.lease
        ? {
            held: true,
            by: self(),
            lease: run.lease.number,
            since: run.lease.since,
            seen: run.lease.since,
            checked: true,
          }
        : { held: false },
    ),
  torn: () => async () => E.right(run.torn),
  size: sizeOf(run),
});

const openForWriting = (run: MemoryRun, { visit, from }: OpenOptions): E.Either<OpenError, WritableRun> => {
  if (run.lease) return E.left(heldHere(run.lease));
  const ended = scan(run, visit, from);
  if (ended.tail.kind === 'damaged')
    return E.left({ _tag: 'LogDamaged', run: run.ref.run, place: run.ref.run, scan: ended });
  if (ended.tail.kind === 'torn') setAside(run, ended);
  run.leases += 1;
  const lease = { number: run.leases, since: new Date().toISOString() };
  run.lease = lease;
  return E.right({
    ref: run.ref,
    place: placeOf(run.ref),
    log: createMemoryWriter(run, ended.end, () => run.lease === lease),
    payloads: run.payloads,
    snapshots: run.snapshots,
    lease: lease.number,
    holder: self(),
    torn: [...run.torn],
    size: sizeOf(run),
    release: () => async () => {
      if (run.lease === lease) run.lease = undefined;
      return E.right(undefined);
    },
  });
};

const setAside = (run: MemoryRun, { end }: ScanEnd): void => {
  const bytes = run.bytes.subarray(end.offset);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  run.torn.push({ file: `events.jsonl.torn-${end.seq + 1}`, size: bytes.length, sha256 });
  run.bytes = run.bytes.slice(0, end.offset);
};

const createMemoryWriter = (run: MemoryRun, from: Position, stillMine: () => boolean): EventWriter => {
  const staging = createStaging(nodePlatform, from);
  let broken: AppendError | undefined;
  return {
    end: staging.end,
    stage: (expected, drafts, at) => (broken ? E.left(broken) : staging.stage(expected, drafts, at)),
    flush: () => async () => {
      if (!stillMine()) broken ??= { _tag: 'AppendConflict', detail: 'another process took the lease' };
      if (broken) return E.left(broken);
      run.bytes = Buffer.concat([run.bytes, staging.take()]);
      return E.right(undefined);
    },
  };
};
