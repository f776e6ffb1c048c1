import type { Either } from 'fp-ts/lib/Either.js';
import { expect, it } from 'vitest';
import { type Files, nodeFiles } from '../../../src/adapters/log/jsonl/files.js';
import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';

it('a lease that is taken while somebody looks at the one before is theirs who took it', async () => {
  const home = temporaryFolder();
  const repository = 'shop-1a2b3c';
  const other = createJsonlStore(home);
  const giveBack = right(await other.alone(repository)());
  right(await giveBack()());
  let taken: unknown;
  const readFileSync = ((...args: Parameters<Files['readFileSync']>) => {
    const text = nodeFiles.readFileSync(...args);
    // Between the look and the claim another process comes.
    taken ??= other.alone(repository)();
    return text;
  }) as Files['readFileSync'];
  const held = await createJsonlStore(home, { ...nodeFiles, readFileSync }).alone(repository)();
  right((await taken) as Either<unknown, unknown>);
  expect(held).toMatchObject({ _tag: 'Left', left: { _tag: 'LeaseHeld', lease: 2 } });
});
