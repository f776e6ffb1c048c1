import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Stored } from '../../src/events/stored.js';
import type { RunRef, RunStore, WritableRun } from '../../src/ports/runStore.js';
import { AT, stopped } from '../support/lines.js';

export const right = <R>(either: E.Either<unknown, R>): R => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

const REF: RunRef = { repository: 'repo-123456', run: '20261121-040000-000001' };

const other = (n: number): RunRef => ({ ...REF, run: `20261121-040000-${String(n).padStart(6, '0')}` });

const seen = (): { readonly visit: (stored: Stored) => void; readonly texts: string[] } => {
  const texts: string[] = [];
  return { visit: ({ event }) => texts.push((event.data as { detail: string }).detail), texts };
};

const append = async (run: WritableRun, ...batches: readonly (readonly string[])[]): Promise<void> => {
  for (const batch of batches) right(run.log.stage(run.log.end().seq, batch.map(stopped), AT));
  right(await run.log.flush()());
};

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** What every store of runs promises, whatever it keeps them in. */
export const runStoreContract = (name: string, createStore: () => RunStore): void => {
  describe(`the run store ${name}`, () => {
    it('hands back what was appended, in order, batch by batch', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      await append(run, ['a'], ['b1', 'b2']);
      await append(run, ['c']);
      const { visit, texts } = seen();
      const scan = right(await right(await store.open(REF)()).log.read(visit)());
      expect(texts).toEqual(['a', 'b1', 'b2', 'c']);
      expect(scan).toMatchObject({ end: run.log.end(), tail: { kind: 'sound' } });
    });

    it('reads on from a position', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      await append(run, ['a']);
      const from = run.log.end();
      await append(run, ['b'], ['c']);
      const { visit, texts } = seen();
      right(await right(await store.open(REF)()).log.read(visit, from)());
      expect(texts).toEqual(['b', 'c']);
    });

    it('hands out the last event alone, if it is one decision by itself', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      const last = async (): Promise<unknown> =>
        right(await right(await store.open(REF)()).log.last()())?.event.data;
      expect(await last()).toBeUndefined();
      await append(run, ['a']);
      expect(await last()).toEqual({ reason: 'error', detail: 'a' });
      await append(run, ['b', 'c']);
      expect(await last()).toBeUndefined();
      await append(run, ['d'.repeat(100_000)]);
      expect(await last()).toBeUndefined();
      await append(run, ['e'], ['f']);
      expect(await last()).toEqual({ reason: 'error', detail: 'f' });
    });

    it('hands out the first event alone, once it stands whole in the log', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      const first = async (): Promise<unknown> =>
        right(await right(await store.open(REF)()).log.first()())?.event.data;
      expect(await first()).toBeUndefined();
      await append(run, ['a'.repeat(40_000), 'b'], ['c']);
      expect(await first()).toEqual({ reason: 'error', detail: 'a'.repeat(40_000) });
    });

    it('lets one at a time begin a run by its name, in each repository', async () => {
      const store = createStore();
      const end = right(await store.alone('repo-123456')());
      expect(await store.alone('repo-123456')()).toMatchObject({ left: { _tag: 'LeaseHeld' } });
      right(await right(await store.alone('other-654321')())()());
      right(await end()());
      right(await right(await store.alone('repo-123456')())()());
    });

    it('tells by the bytes of a log that there is something new in it', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      const bytes = async (): Promise<number> => right(await right(await store.open(REF)()).log.bytes()());
      expect(await bytes()).toBe(0);
      await append(run, ['a']);
      const first = await bytes();
      expect([first, await bytes()]).toEqual([run.log.end().offset, first]);
      await append(run, ['b']);
      expect(await bytes()).toBe(run.log.end().offset);
    });

    it('tells how much of the disk a run takes: its log, and the payloads beside it', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      await append(run, ['a']);
      const [began, read] = [right(await run.size()()), right(await store.open(REF)())];
      await append(run, ['b']);
      right(await run.payloads.put(bytesOf('x'.repeat(10_000)))());
      expect(right(await run.size()()) - began).toBeGreaterThan(10_000);
      expect(right(await read.size()())).toBe(right(await run.size()()));
    });

    it('shows nothing that was staged and not flushed', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      right(run.log.stage(0, [stopped('a')], AT));
      const { visit, texts } = seen();
      right(await right(await store.open(REF)()).log.read(visit)());
      expect(texts).toEqual([]);
    });

    it('refuses an append to another seq than the one decided on, and writes nothing of it', async () => {
      const { run } = right(await createStore().create(REF)());
      await append(run, ['a']);
      expect(run.log.stage(0, [stopped('b')], AT)).toMatchObject({ left: { _tag: 'AppendConflict' } });
      expect(run.log.end().seq).toBe(1);
    });

    it('lets one write at a time, and the next one as soon as the first has given up its lease', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      await append(run, ['a']);
      expect(await store.openForWriting(REF, { visit: () => undefined })()).toMatchObject({
        left: { _tag: 'LeaseHeld', by: { pid: process.pid } },
      });
      right(await run.release()());
      const { visit, texts } = seen();
      const second = right(await store.openForWriting(REF, { visit })());
      expect(texts).toEqual(['a']);
      expect(second.lease).toBeGreaterThan(run.lease);
      await append(second, ['b']);
    });

    it('tells a run that is not there from one that is', async () => {
      const store = createStore();
      expect(await store.open(REF)()).toEqual(E.left({ _tag: 'RunNotFound', ...REF }));
      expect(await store.openForWriting(REF, { visit: () => undefined })()).toEqual(
        E.left({ _tag: 'RunNotFound', ...REF }),
      );
    });

    it('lists its runs with the numbers that they claimed', async () => {
      const store = createStore();
      expect(right(await store.list()())).toEqual([]);
      for (const n of [1, 2, 3]) right(await store.create(other(n))());
      right(await store.create({ ...other(4), repository: 'other-654321' })());
      const numbers = right(await store.list()()).map(({ run, number }) => [run, number]);
      expect(numbers.sort()).toEqual([1, 2, 3, 4].map((n) => [other(n).run, n === 4 ? 1 : n]));
    });

    it('begins to count above a number, and goes on from there', async () => {
      const store = createStore();
      expect(right(await store.create(other(1), 6)()).number).toBe(7);
      expect(right(await store.create(other(2))()).number).toBe(8);
    });

    it('tells of every run of a repository where that was noted to have gone last', async () => {
      const store = createStore();
      right(await store.create(REF)());
      right(await store.create({ ...other(2), repository: 'other-654321' })());
      const first = { from: '/a/.git', gitDir: '/b/.git', root: '/b' };
      const second = { from: '/b/.git', gitDir: '/c/.git', root: '/c' };
      for (const move of [first, second])
        expect(right(await store.move(REF.repository, move)())).toEqual(move);
      const listed = right(await store.list()());
      expect(listed.map(({ repository, moved }) => [repository, moved])).toEqual(
        expect.arrayContaining([
          [REF.repository, second],
          ['other-654321', undefined],
        ]),
      );
      expect(right(await store.open(REF)()).moved).toEqual(second);
    });

    it('hands out the first event alone, once its batch is whole', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      const reader = right(await store.open(REF)());
      expect(right(await reader.log.first()())).toBeUndefined();
      await append(run, ['a1', 'a2'], ['b']);
      expect(right(await reader.log.first()())?.event.data).toEqual({ reason: 'error', detail: 'a1' });
    });

    it('never makes a run twice', async () => {
      const store = createStore();
      right(await store.create(REF)());
      expect(await store.create(REF)()).toMatchObject({ left: { _tag: 'StoreUnusable' } });
    });

    it('keeps a payload under its digest, once, however often it is put', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      const whole = right(await run.payloads.put(bytesOf('hello'))());
      const inPieces = right(
        await run.payloads.put(
          (async function* () {
            yield bytesOf('he');
            yield bytesOf('llo');
          })(),
        )(),
      );
      expect(whole).toEqual({
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
        bytes: 5,
      });
      expect(inPieces).toEqual(whole);
      const reader = right(await store.open(REF)());
      expect(Buffer.from(right(await reader.payloads.get(whole)())).toString()).toBe('hello');
    });

    it('says of a payload that is not there that it is missing', async () => {
      const { run } = right(await createStore().create(REF)());
      const ref = { sha256: '0'.repeat(64), bytes: 1 };
      expect(await run.payloads.get(ref)()).toEqual(E.left({ _tag: 'PayloadMissing', ref }));
    });

    it('forks a run: its bytes up to the cut, then what makes it another, and the payloads that these events name', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      await append(run, ['a'], ['b1', 'b2']);
      const upTo = run.log.end();
      await append(run, ['c']);
      const payload = right(await run.payloads.put(bytesOf('hello'))());
      const gone = { sha256: '0'.repeat(64), bytes: 1 };
      const forked = await store.fork(other(2), {
        parent: REF,
        upTo,
        payloads: [payload, gone],
        at: AT,
        begin: ({ number }) => E.right([stopped(`fork ${number}`)]),
      })();
      expect(forked).toEqual(E.right({ number: 2, missing: [gone] }));
      const { visit, texts } = seen();
      const fork = right(await store.openForWriting(other(2), { visit })());
      expect(texts).toEqual(['a', 'b1', 'b2', 'fork 2']);
      await append(fork, ['d']);
      expect(Buffer.from(right(await fork.payloads.get(payload)())).toString()).toBe('hello');
      const parent = seen();
      right(await right(await store.open(REF)()).log.read(parent.visit)());
      expect(parent.texts).toEqual(['a', 'b1', 'b2', 'c']);
    });

    it('makes no fork over a run that is there, and none where its beginning is refused', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      await append(run, ['a']);
      const spec = { parent: REF, upTo: run.log.end(), payloads: [], at: AT };
      const begin = () => E.right([stopped('fork')]);
      expect(await store.fork(REF, { ...spec, begin })()).toMatchObject({ left: { _tag: 'StoreUnusable' } });
      expect(await store.fork(other(2), { ...spec, begin: () => E.left({ _tag: 'No' }) })()).toEqual(
        E.left({ _tag: 'No' }),
      );
      expect(right(await store.list()()).filter(({ empty }) => !empty)).toHaveLength(1);
    });

    it('removes what holds no event, and nothing else', async () => {
      const store = createStore();
      const { run } = right(await store.create(REF)());
      right(await run.release()());
      expect(right(await store.removeEmpty(REF)())).toBe(true);
      expect(right(await store.list()())).toEqual([]);
      const made = right(await store.create(other(2))());
      await append(made.run, ['a']);
      expect(right(await store.removeEmpty(other(2))())).toBe(false);
      expect(right(await store.list()())).toHaveLength(1);
    });

    it('finds the newest snapshot of a key at or before a seq', async () => {
      const { run } = right(await createStore().create(REF)());
      const at = (seq: number) => ({
        key: 'k',
        position: { seq, offset: seq * 10, hash: 'h' },
        body: `{"at":${seq}}`,
      });
      for (const seq of [5, 20, 10]) right(await run.snapshots.save(at(seq))());
      expect(right(await run.snapshots.latest('k')())).toEqual(at(20));
      expect(right(await run.snapshots.latest('k', 19)())).toEqual(at(10));
      expect(right(await run.snapshots.latest('k', 4)())).toBeUndefined();
      expect(right(await run.snapshots.latest('other')())).toBeUndefined();
    });
  });
};
