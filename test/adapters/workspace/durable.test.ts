import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { syncObjects } from '../../../src/adapters/workspace/durable.js';
import { temporaryFolder } from '../../support/folder.js';
import { repositoryAt } from '../../support/repository.js';

describe('making objects durable', () => {
  it('goes on when someone packs them meanwhile', async () => {
    const folder = temporaryFolder();
    const { root, git, commit } = repositoryAt(join(folder, 'r'), join(folder, 'home'));
    commit(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}.txt`, `${index}`])));
    const ids = git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n');
    const synced = syncObjects(join(root, '.git', 'objects'), ids);
    git('gc', '-q');
    await expect(synced).resolves.toBeUndefined();
  });
});
