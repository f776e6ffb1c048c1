import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { right } from '../../contracts/runStore.js';
import { commitIn } from '../../support/repository.js';
import { createSubmoduleBench, leaveLock } from '../../support/submodule.js';
import { KEEPS, resetTo } from '../../support/worktree.js';

describe('a submodule in a reset', () => {
  describe.each(['lib', 'lib/deep'])('whose way back was cut off in %s', (name) => {
    /** What a kill leaves in the middle of it: the files in part, the lock, and HEAD where it was. */
    const cutOff = async () => {
      const bench = await createSubmoduleBench({ deep: true });
      const { git, worktree, at } = bench;
      const folder = join(worktree, name);
      const was = at(folder);
      bench.write(`${name}/x.txt`, 'theirs');
      bench.write(`${name}/conf`, 'theirs');
      commitIn(bench, folder);
      const theirs = at(folder);
      git('-C', folder, 'update-ref', KEEPS, theirs);
      git('update-ref', KEEPS, 'HEAD');
      bench.write(`${name}/x.txt`, 'x');
      rmSync(join(folder, 'conf'));
      leaveLock(bench, folder);
      return { ...bench, folder, was, theirs };
    };

    it('goes back as if it had not been', async () => {
      const { git, head, at, folder, was, theirs, ...bench } = await cutOff();
      bench.write(`${name}/made.o`, 'nobody goes over this');
      writeFileSync(join(folder, '../.ignored'), '*.o\n.ignored\n');
      git('config', '--global', 'core.excludesFile', join(folder, '../.ignored'));
      right(await resetTo({ ...bench, git }, head));
      expect([at(folder), git('-C', folder, 'rev-parse', KEEPS)]).toEqual([was, theirs]);
      expect(['x.txt', 'conf', 'made.o'].map((file) => readFileSync(join(folder, file), 'utf8'))).toEqual([
        'x',
        'as it was',
        'nobody goes over this',
      ]);
      expect(git('status', '--porcelain', '--ignore-submodules=none')).toBe('');
    });

    it('is refused over what somebody changed since', async () => {
      const bench = await cutOff();
      bench.write(`${name}/x.txt`, 'somebody');
      expect(await resetTo(bench, bench.head)).toMatchObject({ left: { _tag: 'Drift' } });
      expect(readFileSync(join(bench.folder, 'x.txt'), 'utf8')).toBe('somebody');
    });
  });

  it.each([
    ['submodule.recurse', 'true'],
    ['status.showStash', 'true'],
    ['status.showUntrackedFiles', 'no'],
  ])('goes back, and is refused over files of somebody, also where %s is %s', async (setting, value) => {
    const bench = await createSubmoduleBench({ deep: true });
    const { git, lib, head, at } = bench;
    const deep = join(lib, 'deep');
    const was = [at(lib), at(deep)];
    bench.write('lib/x.txt', 'stashed');
    git('-C', lib, 'stash', '-q');
    git('config', '--global', setting, value);
    for (const folders of [[deep, lib, deep], [deep]]) {
      for (const [which, folder] of folders.entries()) {
        bench.write('lib/deep/x.txt', `${which} of ${folders.length}`);
        commitIn(bench, folder, 'on');
      }
      right(await resetTo(bench, head));
      expect([at(lib), at(deep)]).toEqual(was);
    }
    commitIn(bench, lib, 'on again');
    bench.write('lib/untracked', 'somebody');
    expect(await resetTo(bench, head)).toMatchObject({ left: { _tag: 'Drift' } });
    expect(readFileSync(join(lib, 'untracked'), 'utf8')).toBe('somebody');
  });
});
