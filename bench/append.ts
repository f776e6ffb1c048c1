import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { createJsonlStore } from '../src/adapters/log/jsonl/store.js';
import type { EventWriter } from '../src/ports/eventLog.js';
import { AT, stopped } from '../test/support/lines.js';
import { FOLDER, inTurn, type Row, timed, times, us } from './measure.js';

/** Appends in one measurement. */
const APPENDS = 3_000;
/** Events that wait for one write when many are pending. */
const PENDING = 250;

const event = stopped('x'.repeat(310));

const ours = async (pending: number): Promise<number> => {
  const home = mkdtempSync(join(FOLDER, 'append-'));
  const store = createJsonlStore(home);
  const created = await store.create({ repository: 'repo-123456', run: '20261121-040000-000001' })();
  if (E.isLeft(created)) throw new Error(JSON.stringify(created.left));
  const { run } = created.right;
  const took = await timed(() => appendAll(run.log, pending));
  await run.release()();
  rmSync(home, { recursive: true });
  return took;
};

const appendAll = async (log: EventWriter, pending: number): Promise<void> => {
  for (let n = 0; n < APPENDS; n += pending) {
    for (let each = 0; each < pending; each += 1) log.stage(log.end().seq, [event], AT);
    const flushed = await log.flush()();
    if (E.isLeft(flushed)) throw new Error(JSON.stringify(flushed.left));
  }
};

/** As many bytes with nothing around them: one write and one fdatasync each. */
const bare = (): Promise<number> => {
  const path = join(FOLDER, 'bare.jsonl');
  const bytes = Buffer.alloc(480, 'x');
  const fd = openSync(path, 'w');
  return timed(() => {
    for (let n = 0; n < APPENDS; n += 1) {
      writeSync(fd, bytes);
      fdatasyncSync(fd);
    }
    closeSync(fd);
  });
};

/** Durable appends of one event and of many at once, beside a loop of write and fdatasync. */
export const rows = async (): Promise<readonly Row[]> => {
  mkdirSync(FOLDER, { recursive: true });
  const one = await inTurn(7, () => ours(1), bare);
  const many = await inTurn(7, () => ours(PENDING), bare);
  const perAppend = (value: number): string => us((value * 1_000) / APPENDS);
  const beside = (value: number): string => `write + fdatasync: ${perAppend(value)}`;
  return [
    {
      work: 'durable append, one writer (encode, chain, write, fdatasync)',
      ours: perAppend(one.ours),
      beside: beside(one.peer),
      ratio: `${times(1 / one.ratio)} as fast`,
      target: '≥ 0.80 ×',
    },
    {
      work: `durable append, ${PENDING} pending, per event`,
      ours: perAppend(many.ours),
      beside: beside(many.peer),
      ratio: `${times(1 / many.ratio)} as fast`,
      target: '≥ 25 ×',
    },
  ];
};
