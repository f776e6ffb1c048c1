import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/adapters/log/memory/store.js';
import { roomFor, slugOf } from '../../../src/cli/begin/roomFor.js';
import { right } from '../../contracts/runStore.js';

const HERE = { root: '/repo', gitDir: '/repo/.git', key: 'abc123' };
const holds = async () => false;
const BASE = { origin: undefined } as never;

describe('the id of a repository', () => {
  it('begins with where it comes from, else with the name of its folder', () => {
    expect(
      [
        'https://github.com/Ada/Engine.git',
        'git@github.com:Ada/Engine.git',
        'ssh://git@github.com/Ada/Engine/',
        'https://gitlab.example.org/group/sub/engine',
      ].map((origin) => slugOf(origin, '/x/y')),
    ).toEqual(['github-ada-engine', 'github-ada-engine', 'github-ada-engine', 'gitlab-group-sub-engine']);
    expect(slugOf(undefined, '/home/ada/Die Größe')).toBe('die-gro-e');
    expect(slugOf(undefined, '/')).toBe('repository');
    expect(slugOf('/srv/git/engine.git', '/home/ada/mine')).toBe('mine');
  });

  it('ends with the key of its place, and stays what it was where the origin has changed since', async () => {
    const store = createMemoryStore();
    const first = right(await roomFor({ store, holds }, HERE, BASE)());
    expect(first).toMatchObject({ ref: { repository: 'repo-abc123' }, above: 0 });
    right(await store.create(first.ref)());
    const origin = { origin: 'git@github.com:a/b' } as never;
    expect(right(await roomFor({ store, holds }, HERE, origin)())).toMatchObject({
      ref: { repository: 'repo-abc123' },
      above: 1,
    });
  });

  it('is another one where a repository was before, that took its runs along; its own stays with the one that moved', async () => {
    const store = createMemoryStore();
    right(await store.create(right(await roomFor({ store, holds }, HERE, BASE)()).ref)());
    const moved = { root: '/now', gitDir: '/now/.git', key: 'def456' };
    right(await store.move('repo-abc123', { from: HERE.gitDir, gitDir: moved.gitDir, root: moved.root })());
    expect(right(await roomFor({ store, holds }, moved, BASE)()).ref.repository).toBe('repo-abc123');
    const second = right(await roomFor({ store, holds }, HERE, BASE)());
    expect(second).toMatchObject({ ref: { repository: 'repo-abc123-2' }, above: 0 });
    right(await store.create(second.ref)());
    expect(right(await roomFor({ store, holds }, HERE, BASE)()).ref.repository).toBe('repo-abc123-2');
  });
});
