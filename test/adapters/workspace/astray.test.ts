import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Head } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import { addSubmodule, commitIn, repositoryAt } from '../../support/repository.js';
import { createWorktreeBench, KEEPS, resetTo, type WorktreeBench } from '../../support/worktree.js';

interface SubmoduleBench extends WorktreeBench {
  readonly lib: string;
  readonly head: Head;
  /** Where a repository is. */
  readonly at: (folder: string) => string;
}

/** A worktree with a submodule `lib`, and one in that, if it is asked for. */
const createSubmoduleBench = async ({ deep = false } = {}): Promise<SubmoduleBench> => {
  const bench = await createWorktreeBench({ 'a.txt': 'a\n' });
  const { git, worktree } = bench;
  const lib = join(worktree, 'lib');
  const inner = repositoryAt(join(worktree, '../inner'), join(worktree, '../home'));
  inner.commit({ 'x.txt': 'x', conf: 'as it was' });
  addSubmodule(git, inner.root, 'lib');
  if (deep) {
    addSubmodule((...args) => git('-C', lib, ...args), inner.root, 'deep');
    commitIn(bench, lib);
    git('add', 'lib');
  }
  git('commit', '-qm', 'submodule');
  const head = { commit: git('rev-parse', 'HEAD'), tree: git('rev-parse', 'HEAD^{tree}') };
  return { ...bench, lib, head, at: (folder) => git('-C', folder, 'rev-parse', 'HEAD') };
};

/** Leaves the lock of a git that was killed. */
const leaveLock = ({ git }: SubmoduleBench, folder: string): void => {
  const lock = git('-C', folder, 'rev-parse', '--path-format=absolute', '--git-path', 'index.lock');
  writeFileSync(lock, '');
  utimesSync(lock, 0, 0);
};

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
