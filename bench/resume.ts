import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { createJsonlStore } from '../src/adapters/log/jsonl/store.js';
import type { Position, Stored } from '../src/events/stored.js';
import { load, loadState } from '../src/projections/load.js';
import { apply, project } from '../src/projections/projection.js';
import { runState } from '../src/projections/runState.js';
import { snapshotKey, take } from '../src/projections/snapshot.js';
import { logOf } from './logs.js';
import { FOLDER, median, ms, type Row, timed, times } from './measure.js';

const EVENTS = 1_000_000;
const REF = { repository: 'repo-123456', run: '20261121-040000-000001' };
const KEY = snapshotKey('bench');

/** The state of a long run from a snapshot and the hundred events after it, beside the full fold of it. */
export const rows = async (): Promise<readonly Row[]> => {
  const home = resolve(FOLDER, 'resume');
  const folder = join(home, 'runs', REF.repository, REF.run);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(logOf(EVENTS, 1_000), join(folder, 'events.jsonl'));
  const opened = await createJsonlStore(home).open(REF)();
  if (E.isLeft(opened)) throw new Error(opened.left._tag);
  const { log, snapshots } = opened.right;

  const saveAt = [EVENTS - 9_900, EVENTS - 100];
  const state = project(runState, []);
  let position: Position = { seq: 0, offset: 0, hash: '' };
  await log.read((stored: Stored) => {
    apply(runState, state, stored);
    position = { seq: stored.event.seq, offset: stored.offset + stored.raw.length, hash: stored.event.hash };
    if (saveAt.includes(position.seq)) void snapshots.save(take(KEY, state, position))();
  })();

  const full = await timed(() => load(log, runState)());
  const short = median(await several(9, () => timed(() => loadState(log, snapshots, KEY)())));
  const past = median(await several(9, () => timed(() => loadState(log, snapshots, KEY, EVENTS - 200)())));
  const row = (work: string, took: number, target: string): Row => ({
    work,
    ours: ms(took),
    beside: `full fold: ${ms(full)}`,
    ratio: times(took / full),
    target,
  });
  return [
    row('resume of 1,000,000 events: snapshot and a tail of 100, in process', short, '≤ 15 ms'),
    row('state at a cut, 9,700 events after a snapshot', past, '≤ 80 ms'),
  ];
};

const several = async (count: number, work: () => Promise<number>): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let n = 0; n < count; n += 1) taken.push(await work());
  return taken;
};
