import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { expect, it } from 'vitest';
import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import { watchRuns } from '../../../src/cli/dashboard/watchRuns.js';
import { inOrder } from '../../../src/inspector/text/dashboard/dashboard.js';
import type { RunStore } from '../../../src/ports/runStore.js';
import { temporaryFolder } from '../../support/folder.js';
import { manyRuns } from '../../support/manyRuns.js';

/** A home of runs, and from which seq on their logs were read since the last time that it was asked. */
const watched = (count: number) => {
  const home = temporaryFolder();
  manyRuns(home, count);
  const reads: (readonly [number: string, from: number])[] = [];
  const store = createJsonlStore(home);
  const counting: RunStore = {
    ...store,
    open: (ref) =>
      pipe(
        store.open(ref),
        TE.map((run) => ({
          ...run,
          log: {
            ...run.log,
            read: (visit, from) => {
              reads.push([ref.run, from?.seq ?? 0]);
              return run.log.read(visit, from);
            },
          },
        })),
      ),
  };
  const { look } = watchRuns({ store: counting, here: undefined, holds: async () => false });
  const folder = join(home, 'runs', 'shop-1a2b3c');
  const runAt = (number: number): string => readFileSync(join(folder, 'numbers', `${number}`), 'utf8');
  return {
    board: async () => {
      const found = await look();
      if (E.isLeft(found)) throw new Error(found.left.detail);
      return found.right;
    },
    taken: () => reads.splice(0),
    runAt,
    folderOf: (number: number) => join(folder, runAt(number)),
  };
};

const faultOf = (run: object | undefined): unknown => run && 'fault' in run && run.fault;

it('of 200 runs, each log is read once, and never again while nothing was added to it', async () => {
  const { board, taken } = watched(200);
  const first = await board();
  expect(inOrder(first)).toHaveLength(200);
  expect(taken()).toHaveLength(200);
  expect(await board()).toEqual(first);
  expect(taken()).toEqual([]);
});

it('of a log that has grown, only what was added is read', async () => {
  const { board, taken, runAt, folderOf } = watched(4);
  await board();
  taken();
  const events = join(folderOf(3), 'events.jsonl');
  appendFileSync(events, '{"seq":');
  await board();
  expect(taken()).toEqual([[runAt(3), 4]]);
});

it('a run is damaged once its log is another one, and gone once its folder is', async () => {
  const { board, runAt, folderOf } = watched(4);
  await board();
  const events = join(folderOf(1), 'events.jsonl');
  writeFileSync(events, readFileSync(events, 'utf8').replace('"seq":2', '"seq":3').slice(0, -9));
  rmSync(folderOf(2), { recursive: true });
  const { damaged, ...others } = await board();
  expect(damaged.map((run) => [run.run, faultOf(run)])).toEqual([
    [runAt(1), `its log is damaged; \`refold verify ${runAt(1)}\` tells more`],
  ]);
  expect(inOrder({ ...others, damaged }).map(({ run }) => run)).not.toContain(runAt(2));
});

it('runs whose repository was moved are named by where it is now, without an event of theirs', async () => {
  const { board, folderOf } = watched(4);
  expect(inOrder(await board()).map(({ movedTo }) => movedTo)).toEqual(Array(4).fill(undefined));
  const moves = join(folderOf(1), '..', 'moves');
  mkdirSync(moves);
  writeFileSync(
    join(moves, '1'),
    JSON.stringify({ from: '/shop/.git', gitDir: '/store/.git', root: '/store' }),
  );
  await board();
  const moved = await board();
  expect(inOrder(moved).map(({ movedTo }) => movedTo)).toEqual(Array(4).fill('/store'));
  expect(await board()).toBe(moved);
});
