import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/adapters/workspace/repository.js';
import { temporaryFolder } from '../../support/folder.js';
import { repositoryAt } from '../../support/repository.js';

const keyAt = (directory: string): string => {
  const found = locate(directory);
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left));
  return found.right.key;
};

describe('the end of the id of a repository', () => {
  it('is the same from every folder, through links and in its worktrees, and no other repository’s', () => {
    const folder = temporaryFolder();
    const repository = repositoryAt(join(folder, 'a'), join(folder, 'user'));
    repository.commit({ 'deep/down/file.txt': 'x' });
    const key = keyAt(repository.root);
    expect(key).toMatch(/^[0-9a-f]{6}$/);

    symlinkSync(repository.root, join(folder, 'link'));
    repository.git('worktree', 'add', '-q', join(folder, 'tree'));
    mkdirSync(join(folder, 'tree', 'new'));
    const places = ['a/deep/down', 'link', 'link/deep', 'tree', 'tree/deep/down', 'tree/new', 'a/.git'];
    expect(places.map((place) => keyAt(join(folder, place)))).toEqual(places.map(() => key));

    const other = repositoryAt(join(folder, 'a', 'inside'), join(folder, 'user'));
    expect(keyAt(other.root)).not.toBe(key);
  });
});
