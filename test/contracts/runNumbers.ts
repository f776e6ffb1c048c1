import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { DataOf } from '../../src/events/catalogue.js';
import type { RunRef, RunStore } from '../../src/ports/runStore.js';
import { AT, stopped } from '../support/lines.js';
import { codeStep, created, draft, forkedAt } from '../support/run.js';
import { right } from './runStore.js';

/** A store, and how it loses what it keeps of these numbers besides the logs, without which it knows them all the same. */
export interface Forgetful {
  readonly store: RunStore;
  readonly forget: (numbers?: readonly number[]) => void;
}

const REPOSITORY = 'repo-123456';

const refOf = (n: number): RunRef => ({
  repository: REPOSITORY,
  run: `20261121-040000-${String(n).padStart(6, '0')}`,
});

/** Makes the n-th run, whose log tells its number, or another one; answers the one that it was given. */
export const make = async (store: RunStore, n: number, told?: number): Promise<number> => {
  const { run, number } = right(await store.create(refOf(n))());
  const facts = { ...created(codeStep('impl')), run: refOf(n).run, number: told ?? number };
  right(run.log.stage(0, [draft('RunCreated', facts)], AT));
  right(await run.log.flush()());
  right(await run.release()());
  return number;
};

const makeFork = async (store: RunStore, parent: number, n: number): Promise<number> => {
  const log = right(await store.open(refOf(parent))()).log;
  const { end: upTo } = right(await log.read(() => undefined)());
  const fork = forkedAt(upTo.seq).data as DataOf<'RunForked'>;
  const begin = ({ number }: { readonly number: number }) =>
    E.right([draft('RunForked', { ...fork, run: refOf(n).run, number })]);
  const spec = { parent: refOf(parent), upTo, payloads: [], at: AT, begin };
  return right(await store.fork(refOf(n), spec)()).number;
};

/** All runs of a store with their numbers. */
export const numbersIn = async (
  store: RunStore,
): Promise<readonly (readonly [string, number | undefined])[]> =>
  right(await store.list()())
    .map(({ run, number }) => [run, number] as const)
    .sort();

/** What every store of runs promises of their numbers. */
export const runNumbersContract = (name: string, createStore: () => Forgetful): void => {
  describe(`the numbers of runs ${name}`, () => {
    it.each([[undefined], [[2]], [[1, 3]], [[4]]])(
      'are what their logs tell, where %j of what is kept besides is lost',
      async (lost) => {
        const { store, forget } = createStore();
        for (const n of [1, 2, 3]) await make(store, n);
        expect(await makeFork(store, 2, 4)).toBe(4);
        forget(lost);
        const four = [1, 2, 3, 4].map((n) => [refOf(n).run, n]);
        expect(await numbersIn(store)).toEqual(four);
        expect(await make(store, 5)).toBe(5);
        expect(await makeFork(store, 1, 6)).toBe(6);
        expect(await numbersIn(store)).toEqual([...four, [refOf(5).run, 5], [refOf(6).run, 6]]);
      },
    );

    it('are above every one that a log tells, and never given twice, however many begin at once', async () => {
      const { store, forget } = createStore();
      for (const n of [1, 2, 3]) await make(store, n);
      forget();
      const given = await Promise.all(Array.from({ length: 20 }, (_, index) => make(store, 10 + index)));
      expect([...given].sort((a, b) => a - b)).toEqual(given.map((_, index) => 4 + index));
    });

    it('are those that were claimed, where a log tells none', async () => {
      const { store } = createStore();
      await make(store, 1);
      const { run } = right(await store.create(refOf(2))());
      right(run.log.stage(0, [stopped('no creation')], AT));
      right(await run.log.flush()());
      expect(await numbersIn(store)).toEqual([1, 2].map((n) => [refOf(n).run, n]));
    });
  });
};
