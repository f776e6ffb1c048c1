import { constants } from 'node:buffer';
import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { createEncoder } from '../../src/events/encode.js';
import { genesis } from '../../src/events/scan.js';
import { AT } from '../support/lines.js';
import { LONG_RUN, longRunFolder, manyEvents } from '../support/longRun.js';
import { type Bench, createBench } from '../support/refold.js';

/** Writes a run whose log is longer than any string of JavaScript may be; answers its path. */
const putHugeRun = (bench: Bench): string => {
  mkdirSync(longRunFolder(bench), { recursive: true });
  const path = join(longRunFolder(bench), 'events.jsonl');
  const fd = openSync(path, 'w');
  const encode = createEncoder(nodePlatform);
  let end = genesis(nodePlatform);
  for (const one of manyEvents(bench, 1_200, 'x'.repeat(1_000_000))) {
    const batch = encode(end, [one], AT);
    if (E.isLeft(batch)) throw new Error(JSON.stringify(batch.left));
    end = batch.right.end;
    for (const { raw } of batch.right.stored) writeSync(fd, raw);
  }
  closeSync(fd);
  return path;
};

describe('a log that is longer than any string may be', () => {
  it('is shown, checked and gone on with like every other', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const path = putHugeRun(bench);
    expect(statSync(path).size).toBeGreaterThan(constants.MAX_STRING_LENGTH);
    const shown = JSON.parse((await bench.refold(['show', LONG_RUN, '--json'])).stdout);
    expect(shown).toMatchObject({ status: 'interrupted', steps: [{ path: 'work', attempts: 598 }] });
    expect((await bench.refold(['verify', LONG_RUN])).exit).toBe(0);
    const resumed = await bench.refold(['resume', LONG_RUN]);
    expect(resumed.exit, resumed.stderr).toBe(0);
  });
});
