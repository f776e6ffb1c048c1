import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { createScanner, genesis } from '../../src/events/scan.js';
import type { EventReader } from '../../src/ports/eventLog.js';
import { growing } from '../../src/projections/growing.js';
import { stopped, writeLog } from '../support/lines.js';

/** A log of which so many bytes are there, and how often it was read. */
const logOf = (bytes: Buffer) => {
  const log = { there: 0, reads: 0 };
  const reader: Pick<EventReader, 'bytes' | 'read'> = {
    bytes: () => TE.right(log.there),
    read: (visit, from = genesis(nodePlatform)) => {
      log.reads += 1;
      const scanner = createScanner(nodePlatform, from, visit);
      scanner.push(bytes.subarray(from.offset, log.there));
      return TE.right(scanner.finish());
    },
  };
  return { log, reader: reader as EventReader };
};

describe('a log that grows', () => {
  const { bytes, stored } = writeLog(['a', 'b', 'c'].map((word) => [[stopped(word)]]));
  const ends = stored.map((_, at) => stored.slice(0, at + 1).reduce((sum, { raw }) => sum + raw.length, 0));

  it('hands on every event once, whatever was there at each look', async () => {
    const { log, reader } = logOf(bytes);
    const seen: number[] = [];
    const { look } = growing(reader, ({ event }) => seen.push(event.seq));
    for (const there of [0, 5, ends[0] ?? 0, (ends[1] ?? 0) - 1, bytes.length]) {
      log.there = there;
      const scan = await look()();
      expect(E.isRight(scan) && scan.right.end.seq).toBe(ends.filter((end) => end <= there).length);
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it('is not read where nothing was added', async () => {
    const { log, reader } = logOf(bytes);
    log.there = bytes.length;
    const { look } = growing(reader, () => undefined);
    const first = await look()();
    expect(await look()()).toEqual(first);
    expect(log.reads).toBe(1);
  });
});
