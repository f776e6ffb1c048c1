import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { expect, it } from 'vitest';
import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import { movedHere } from '../../../src/cli/moved/movedHere.js';
import { temporaryFolder } from '../../support/folder.js';
import { writeLog } from '../../support/lines.js';
import { made, OUTSIDE, outsideRun } from '../../support/outside.js';
import { draft } from '../../support/run.js';

const RUNS = ['20261121-040001-000001', '20261121-040002-000002', '20261121-040003-000003'];

it('a repository that stands where it was costs a look into one run, however many it holds', async () => {
  const [home, gitDir, here] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  const created = draft('OutsideRunCreated', {
    ...OUTSIDE,
    repository: { ...OUTSIDE.repository, gitDir },
  });
  const [, ...others] = outsideRun(made(1));
  for (const run of RUNS) {
    const folder = join(home, 'runs', 'shop-1a2b3c', run);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'events.jsonl'), writeLog([[[created, ...others]]]).bytes);
  }
  const store = createJsonlStore(home);
  const listed = await store.list()();
  if (E.isLeft(listed)) throw new Error('the runs could not be listed');
  const opened: string[] = [];
  const counting = {
    ...store,
    open: (ref: Parameters<typeof store.open>[0]) => {
      opened.push(ref.run);
      return store.open(ref);
    },
  };
  const look = async () => {
    const at = { root: here, gitDir: here, key: '4d5e6f' };
    const found = await movedHere({ store: counting, here: at, holds: async () => false }, listed.right, at, {
      isMoved: async () => true,
    });
    return { found: found.map(({ runs }) => runs.length), opened: opened.splice(0) };
  };
  expect(await look()).toEqual({ found: [], opened: [RUNS[2]] });
  rmSync(gitDir, { recursive: true });
  expect(await look()).toMatchObject({ found: [3] });
});
