import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import { createMemoryStore } from '../../../src/adapters/log/memory/store.js';
import { type Forgetful, make, numbersIn, runNumbersContract } from '../../contracts/runNumbers.js';
import { temporaryFolder } from '../../support/folder.js';
import { SimulatedDisk } from '../../support/simulatedDisk.js';

const inFolders = (): Forgetful => {
  const home = temporaryFolder();
  const numbers = join(home, 'runs/repo-123456/numbers');
  const forget = (lost?: readonly number[]): void =>
    lost === undefined
      ? rmSync(numbers, { recursive: true })
      : lost.forEach((number) => {
          rmSync(join(numbers, `${number}`));
        });
  return { store: createJsonlStore(home), forget };
};

const onTheDisk = (): Forgetful => {
  const disk = new SimulatedDisk();
  const numbers = '/home/runs/repo-123456/numbers';
  const paths = (lost?: readonly number[]): readonly string[] =>
    lost?.map((number) => `${numbers}/${number}`) ?? [numbers];
  return {
    store: createJsonlStore('/home', disk.asFiles),
    forget: (lost) => paths(lost).forEach((path) => void disk.remove(path)),
  };
};

runNumbersContract('in folders', inFolders);
runNumbersContract('on the simulated disk', onTheDisk);
runNumbersContract('in memory', () => ({ store: createMemoryStore(), forget: () => undefined }));

it('two logs that tell the same number both have it, and the next one is above it', async () => {
  const { store, forget } = inFolders();
  // As an older refold gave them, once the first was lost.
  for (const n of [1, 2]) await make(store, n, 1);
  forget();
  expect((await numbersIn(store)).map(([, number]) => number)).toEqual([1, 1]);
  expect(await make(store, 3)).toBe(2);
  expect((await numbersIn(store)).map(([, number]) => number)).toEqual([1, 1, 2]);
});

it('looking at runs puts nothing back, and what cannot be read of the numbers does not keep a run from being found', async () => {
  const home = temporaryFolder();
  const store = createJsonlStore(home);
  const numbers = join(home, 'runs/repo-123456/numbers');
  for (const n of [1, 2]) await make(store, n);
  for (const n of [1, 2]) rmSync(join(numbers, `${n}`));
  mkdirSync(join(numbers, '1'));
  expect((await numbersIn(store)).map(([, number]) => number)).toEqual([1, 2]);
  expect(readdirSync(numbers)).toEqual(['1']);
  expect(await make(store, 3)).toBe(3);
});
