import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { right } from '../../contracts/runStore.js';
import { commitIn } from '../../support/repository.js';
import { createSubmoduleBench, leaveLock } from '../../support/submodule.js';
import { KEEPS, resetTo } from '../../support/worktree.js';

describe('a submodule in a reset', () => {
  it('goes back to the commit that it was at, and what it was at is kept in it', async () => {
    const bench = await createSubmoduleBench();
    const { git, lib, head, at } = bench;
    const was = at(lib);
    bench.write('lib/x.txt', 'theirs');
    commitIn(bench, lib);
    const theirs = at(lib);
    for (let again = 0; again < 2; again += 1) {
      right(await resetTo(bench, head));
      expect(git('-C', lib, 'rev-parse', 'HEAD', KEEPS).split('\n')).toEqual([was, theirs]);
      expect(readFileSync(join(lib, 'x.txt'), 'utf8')).toBe('x');
      expect(git('status', '--porcelain')).toBe('');
    }
  });

  it('loses no commit that came in between, should the reset be done again', async () => {
    const bench = await createSubmoduleBench();
    const { git, lib, head, at } = bench;
    git('-C', lib, 'checkout', '-q', '--detach');
    commitIn(bench, lib, 'first');
    const first = at(lib);
    right(await resetTo(bench, head));
    commitIn(bench, lib, 'second');
    const second = at(lib);
    right(await resetTo(bench, head));
    for (const commit of [first, second])
      expect(git('-C', lib, 'for-each-ref', '--contains', commit, 'refs/refold')).not.toBe('');
  });

  it('goes back with the submodules in it, as often as one likes, also if those alone went on', async () => {
    const bench = await createSubmoduleBench({ deep: true });
    const { git, lib, head, at } = bench;
    const deep = join(lib, 'deep');
    const was = [at(lib), at(deep)];
    for (const folders of [[deep, lib], [deep], [lib]]) {
      for (const folder of folders) commitIn(bench, folder, folders.join());
      right(await resetTo(bench, head));
      expect([at(lib), at(deep)]).toEqual(was);
      expect(git('status', '--porcelain', '--ignore-submodules=none')).toBe('');
    }
    const kept = git('-C', deep, 'for-each-ref', '--format=%(subject)', 'refs/refold').split('\n');
    expect(kept.toSorted()).toEqual([[deep, lib].join(), deep].toSorted());
  });

  it('is refused before anything else is taken back where an ignored file is in the way, and goes on once that is moved', async () => {
    const bench = await createSubmoduleBench();
    const { git, lib, head, at } = bench;
    const was = at(lib);
    git('-C', lib, 'rm', '-q', '--cached', 'conf');
    bench.write('lib/.gitignore', 'conf\n');
    commitIn(bench, lib);
    bench.write('lib/conf', 'nobody else has this');
    bench.write('a.txt', 'work');
    const [theirs, status] = [at(lib), git('status', '--porcelain')];
    expect(await resetTo(bench, head)).toMatchObject({
      left: {
        _tag: 'Drift',
        detail: expect.stringMatching(/the repository lib in .*does not go back to [^\n]* conf /),
      },
    });
    expect(readFileSync(join(lib, 'conf'), 'utf8')).toBe('nobody else has this');
    expect([at(lib), git('status', '--porcelain')]).toEqual([theirs, status]);
    git('-C', lib, 'mv', '-f', '.gitignore', 'ignored-no-more');
    commitIn(bench, lib);
    right(await resetTo(bench, head));
    expect([at(lib), existsSync(join(lib, 'ignored-no-more'))]).toEqual([was, false]);
    expect(git('status', '--porcelain', '--ignore-submodules=none')).toBe('');
  });

  it('goes back where a git of an agent was killed, and left its lock', async () => {
    const bench = await createSubmoduleBench();
    const { lib, head, at } = bench;
    const was = at(lib);
    commitIn(bench, lib);
    leaveLock(bench, lib);
    right(await resetTo(bench, head));
    expect(at(lib)).toBe(was);
  });

  it('takes nobody back to whom a link in its place leads', async () => {
    const bench = await createSubmoduleBench();
    const { git, lib, head, worktree, at } = bench;
    const was = at(lib);
    const theirs = join(worktree, '../theirs');
    git('clone', '-q', join(worktree, '../inner'), theirs);
    commitIn(bench, theirs, 'theirs');
    const stands = () => git('-C', theirs, 'for-each-ref').concat(git('-C', theirs, 'symbolic-ref', 'HEAD'));
    const before = stands();
    rmSync(lib, { recursive: true });
    symlinkSync(theirs, lib);
    right(await resetTo(bench, head));
    expect(stands()).toBe(before);
    expect(lstatSync(lib).isDirectory()).toBe(true);
    expect(git('ls-tree', 'HEAD', 'lib')).toContain(was);
  });

  it.each(['lib', 'lib/deep'])(
    'is refused while %s holds changes that no tree would show',
    async (folder) => {
      const bench = await createSubmoduleBench({ deep: true });
      commitIn(bench, bench.lib, 'it is elsewhere too');
      bench.write(`${folder}/x.txt`, 'changed');
      expect(await resetTo(bench, bench.head)).toMatchObject({
        left: { _tag: 'Drift', detail: expect.stringContaining('lib') },
      });
      expect(readFileSync(join(bench.worktree, folder, 'x.txt'), 'utf8')).toBe('changed');
    },
  );
});
