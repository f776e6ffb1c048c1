import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import type { RunRef } from '../../../src/ports/runStore.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';
import { AT, stopped } from '../../support/lines.js';

const REF: RunRef = { repository: 'shop-1a2b3c', run: '20261121-040000-000001' };

/** A run that was given back, after its first event or without one. */
const givenBack = async ({ began }: { readonly began: boolean }) => {
  const store = createJsonlStore(temporaryFolder());
  const { run } = right(await store.create(REF)());
  right(await run.payloads.put(Buffer.from('kept'))());
  if (began) {
    right(run.log.stage(0, [stopped('a'), stopped('b')], AT));
    right(await run.log.flush()());
  }
  right(await run.release()());
  return { store, log: join(run.place, 'events.jsonl') };
};

const cutBehindFirstLine = (log: string): void =>
  truncateSync(log, readFileSync(log, 'utf8').indexOf('\n') + 10);

describe('a run without an event', () => {
  it.each([
    ['gone', (log: string) => rmSync(log)],
    ['emptied', (log: string) => writeFileSync(log, '')],
    ['cut off in its first line', (log: string) => writeFileSync(log, '{"seq":1,"ty')],
    ['cut off behind the first line of its first batch', (log: string) => cutBehindFirstLine(log)],
  ])('whose log is %s has lost it: a lease that was given back shows that it began', async (_, lose) => {
    const { store, log } = await givenBack({ began: true });
    lose(log);
    expect(right(await store.list()())).toMatchObject([{ empty: false }]);
    const lost = { left: { _tag: 'LogLost', path: log, trace: join(log, '..', 'lease', '1') } };
    expect(await store.open(REF)()).toMatchObject(lost);
    expect(await store.openForWriting(REF, { visit: () => undefined })()).toMatchObject(lost);
    expect(right(await store.removeEmpty(REF)())).toBe(false);
  });

  it('has lost nothing if it could not be begun, however often it is looked at for writing', async () => {
    const { store } = await givenBack({ began: false });
    for (const _ of [1, 2])
      right(await right(await store.openForWriting(REF, { visit: () => undefined })()).release()());
    expect(right(await store.list()())).toMatchObject([{ empty: true }]);
    expect(right(await store.removeEmpty(REF)())).toBe(true);
  });
});
