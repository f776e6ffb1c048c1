import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { provide } from '../../../src/adapters/workspace/provide.js';
import { temporaryFolder } from '../../support/folder.js';

describe('giving a worktree what its checkout has', () => {
  it('copies whole or not at all: what was cut off is copied again', async () => {
    const folder = temporaryFolder();
    const [root, worktree] = [join(folder, 'checkout'), join(folder, 'run', 'worktree')];
    mkdirSync(join(root, 'data'), { recursive: true });
    mkdirSync(worktree, { recursive: true });
    const names = Array.from({ length: 20 }, (_, index) => `${index}.txt`);
    for (const name of names) writeFileSync(join(root, 'data', name), name);
    // A socket cannot be copied.
    const inTheWay = createServer().listen(join(root, 'data', '7.socket'));
    await once(inTheWay, 'listening');
    const spec = { root, worktree, link: [], copy: ['data'] };
    expect(() => provide(spec)).toThrow();
    inTheWay.close();
    await once(inTheWay, 'close');
    expect(provide(spec).copied).toEqual(['data']);
    expect(readdirSync(join(worktree, 'data')).sort()).toEqual(names.sort());
    expect(readdirSync(join(folder, 'run'))).toEqual(['worktree']);
  });

  it('neither links nor copies a submodule, and says what opens it', () => {
    const folder = temporaryFolder();
    const [root, worktree] = [join(folder, 'checkout'), join(folder, 'worktree')];
    mkdirSync(join(root, 'my lib'), { recursive: true });
    writeFileSync(join(root, 'my lib', '.git'), 'gitdir: ../.git/modules/lib');
    mkdirSync(join(worktree, 'my lib'), { recursive: true });
    const what = "`git submodule update --init 'my lib'` under `setup` opens it";
    for (const given of [
      { link: ['my lib'], copy: [] },
      { link: [], copy: ['*'] },
    ]) {
      expect(() => provide({ root, worktree, ...given })).toThrow(
        expect.objectContaining({
          failure: expect.objectContaining({ detail: expect.stringContaining(what) }),
        }),
      );
    }
  });
});
