import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../src/adapters/log/jsonl/files.js';
import { createSnapshots } from '../../../src/adapters/log/jsonl/snapshots.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';

describe('the snapshots of a run', () => {
  it('stay few, however long it goes on and however often it was killed while it saved one', async () => {
    const folder = temporaryFolder();
    const snapshots = createSnapshots(nodeFiles, folder);
    for (let seq = 1; seq <= 50; seq += 1) {
      writeFileSync(join(folder, `${seq}.0a1b2c.tmp`), 'never finished');
      right(await snapshots.save({ key: 'k', position: { seq, offset: seq, hash: 'h' }, body: '{}' })());
      expect(readdirSync(folder).length).toBeLessThan(5);
    }
    expect(right(await snapshots.latest('k')())?.position.seq).toBe(50);
  });
});
