import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import type { Position, Stored } from '../../src/events/stored.js';
import type { EventReader } from '../../src/ports/eventLog.js';
import type { Snapshot, Snapshots } from '../../src/ports/snapshots.js';
import { loadForkPoint } from '../../src/projections/forkPoint.js';
import { load, loadState, startFrom } from '../../src/projections/load.js';
import { project } from '../../src/projections/projection.js';
import { runState } from '../../src/projections/runState.js';
import { restore, snapshotKey, take } from '../../src/projections/snapshot.js';
import { scanBytes, writeLog } from '../support/lines.js';
import { attempt, passed, step } from '../support/moments.js';
import { begun, COMMIT, codeStep } from '../support/run.js';

const { bytes } = writeLog([
  [begun(codeStep('a')).slice(0, 2), begun(codeStep('a')).slice(2)],
  [[step('a')], [attempt('a'), passed('a')]],
]);
const { stored, end, tail } = scanBytes(bytes);

const positionOf = ({ event, offset, raw }: Stored): Position => ({
  seq: event.seq,
  offset: offset + raw.length,
  hash: event.hash,
});

const logWith = (...held: readonly Position[]): EventReader => ({
  read: (visit, from) => {
    stored.filter(({ offset }) => offset >= (from?.offset ?? 0)).forEach(visit);
    return TE.right({ end, tail });
  },
  first: () => TE.right(undefined),
  last: () => TE.right(undefined),
  bytes: () => TE.right(0),
  holds: ({ hash }) => TE.right(held.some((position) => position.hash === hash)),
  check: () => TE.right({ end, tail }),
});
const log = logWith();

const at = (cut: number) => project(runState, stored.slice(0, cut));
const [third] = stored.slice(2).map(positionOf);
if (!third) throw new Error('the log is too short');

/** A fold that can be told from one that began at the beginning. */
const marked: Snapshot = take('key', { ...at(3), createdAt: 'by the snapshot' }, third);
const snapshots = (kept: Snapshot | undefined): Snapshots => ({
  latest: (key, seq = Number.POSITIVE_INFINITY) =>
    TE.right(kept?.key === key && kept.position.seq <= seq ? kept : undefined),
  save: () => TE.right(undefined),
});
const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

describe('loading', () => {
  it('folds a log to its end, and says how that ends', async () => {
    expect(await load(log, runState)()).toEqual(E.right({ value: at(7), scan: { end, tail } }));
  });

  it('folds a log to a cut', async () => {
    for (const cut of [0, 3, 6]) expect(right(await load(log, runState, cut)()).value).toEqual(at(cut));
  });

  it('goes on from a snapshot that the log holds', async () => {
    const holding = logWith(third);
    const { value } = right(await loadState(holding, snapshots(marked), 'key')());
    expect(value).toEqual({ ...at(7), createdAt: 'by the snapshot' });
    expect(right(await loadState(holding, snapshots(marked), 'key', 5)()).value).toEqual({
      ...at(5),
      createdAt: 'by the snapshot',
    });
    expect(right(await startFrom(holding, snapshots(marked), 'key')()).from).toEqual(third);
  });

  it.each([
    ['there is none', log, undefined, 'key', undefined],
    ['another build of refold made it', logWith(third), marked, 'other', undefined],
    ['it lies behind the cut', logWith(third), marked, 'key', 2],
    ['the log does not hold it', log, marked, 'key', undefined],
    ['it cannot be made out', logWith(third), { ...marked, body: '{' }, 'key', undefined],
  ])('folds from the beginning where %s', async (_, reader, kept, key, cut) => {
    const { value } = right(await loadState(reader, snapshots(kept), key, cut)());
    expect(value).toEqual(at(cut ?? 7));
    expect(right(await startFrom(reader, snapshots(kept), key, cut)())).toEqual({
      state: runState.empty(),
      from: undefined,
    });
  });
});

describe('a snapshot', () => {
  it('gives back the fold that was taken, under the key of the build', () => {
    expect(restore(take(snapshotKey('d'), at(7), third))).toEqual(at(7));
    expect(take(snapshotKey('d'), at(7), third)).toMatchObject({ key: 'runState d', position: third });
    expect(restore({ ...marked, body: 'null' })).toBeUndefined();
  });
});

describe('the point of a fork', () => {
  const point = async (cut: number) => right(await loadForkPoint(log, cut)());

  it('is the log up to the cut, where it ends, and what it names', async () => {
    const { state, position, named } = await point(5);
    expect(state).toEqual(at(5));
    expect(position).toEqual(stored.slice(4, 5).map(positionOf)[0]);
    expect([...named.objects]).toEqual([COMMIT]);
    expect((await point(7)).position).toEqual(end);
  });

  it('leaves out the events of a decision that the cut would split', async () => {
    expect((await point(6)).state).toEqual(at(5));
    expect((await point(3)).state).toEqual(at(2));
    expect(await point(1)).toMatchObject({ state: { seq: 0 }, position: undefined });
  });
});
