import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../../src/adapters/workspace/workspace.js';
import type { Obstacle } from '../../../src/events/obstacle.js';
import { right } from '../../contracts/runStore.js';
import { APPLIED, benchWithWork, checkout, MAIN } from '../../support/applying.js';
import { addSubmodule, repositoryAt } from '../../support/repository.js';
import type { WorktreeBench } from '../../support/worktree.js';

/** A lock that a git left long ago. */
const oldLock = (path: string): void => {
  writeFileSync(path, '');
  utimesSync(path, 0, 0);
};

describe("what is in the way of merging into a branch of the user's", () => {
  it.each<readonly [string, (bench: WorktreeBench) => void, Partial<Obstacle>]>([
    [
      'a file that git ignores',
      ({ repository: { write } }) => write({ '.git/info/exclude': 'new\n', 'new/d.txt': 'mine' }),
      { kind: 'untracked', paths: ['new/d.txt'] },
    ],
    [
      'a folder that git ignores',
      ({ repository: { write } }) => write({ '.git/info/exclude': 'new\n', 'new/d.txt/x': 'mine' }),
      { kind: 'untracked', paths: ['new/d.txt/x'] },
    ],
    ...(['skip-worktree', 'assume-unchanged'] as const).map(
      (mark) =>
        [
          `a file that is marked ${mark}`,
          ({ repository: { write, git } }: WorktreeBench) => {
            git('update-index', `--${mark}`, 'a.txt');
            write({ 'a.txt': 'mine' });
          },
          { kind: 'marked', path: 'a.txt', mark },
        ] as const,
    ),
    [
      'conflicts',
      ({ repository: { write, git } }) => {
        write({ 'c.txt': 'mine' });
        git('stash', '-q');
        write({ 'c.txt': 'other' });
        git('commit', '-qam', 'other');
        expect(() => git('stash', 'pop', '-q')).toThrow();
      },
      { kind: 'unmerged', paths: ['c.txt'] },
    ],
    [
      'a folder that is gone',
      ({ repository: { git, root } }) => {
        git('switch', '-q', '--detach');
        git('worktree', 'add', '-q', join(root, '..', 'linked'), 'main');
        rmSync(join(root, '..', 'linked'), { recursive: true });
      },
      { kind: 'gone', isLocked: false },
    ],
    [
      'a rebase',
      ({ repository: { git } }) => void expect(() => git('rebase', '-q', '-x', 'false', 'HEAD^')).toThrow(),
      { kind: 'operation', operation: 'rebase' },
    ],
    [
      'a lock of the index',
      ({ repository: { root } }) => oldLock(join(root, '.git', 'index.lock')),
      { kind: 'lock', lock: expect.stringContaining('/.git/index.lock') },
    ],
    [
      'a lock of the branch',
      ({ repository: { root } }) => oldLock(join(root, '.git', 'refs', 'heads', 'main.lock')),
      { kind: 'lock', lock: expect.stringContaining('/.git/refs/heads/main.lock') },
    ],
  ])('names what is in the way, and does nothing if that has come since: %s', async (_, put, obstacle) => {
    const bench = await benchWithWork();
    put(bench);
    const before = [checkout(bench), bench.repository.git('rev-parse', 'main')];
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toMatchObject({
      found: 'checkout',
      obstacle,
    });
    expect(right(await bench.workspace.apply(bench.work)())).toMatchObject({ applied: false });
    expect([checkout(bench), bench.repository.git('rev-parse', 'main')]).toEqual(before);
  });

  it('leaves a submodule alone that it does not change, and names one that it does', async () => {
    const bench = await benchWithWork();
    const { git, root } = bench.repository;
    const other = repositoryAt(join(root, '..', 'other'), bench.repository.env.HOME ?? '');
    other.commit({ 'x.txt': 'x' });
    addSubmodule(git, other.root, 'lib');
    git('commit', '-qm', 'lib');
    const was = git('-C', 'lib', 'rev-parse', 'HEAD');
    bench.repository.write({ 'lib/x.txt': 'mine' });
    const found = right(await bench.workspace.tryApply(MAIN, bench.work.head)());
    if (found.found !== 'fits') throw new Error(JSON.stringify(found));
    const { onto, tree } = found;
    git('switch', '-q', '-c', 'moved');
    git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},lib`);
    git('commit', '-qm', 'moved');
    git('switch', '-q', 'main');
    expect(right(await bench.workspace.tryApply(MAIN, git('rev-parse', 'moved'))())).toMatchObject({
      obstacle: { kind: 'submodule', path: 'lib', commit: was },
    });
    const moved = { ...bench.work, onto: git('rev-parse', 'main'), head: git('rev-parse', 'moved') };
    expect(
      right(await bench.workspace.apply({ ...moved, tree: git('rev-parse', 'moved^{tree}') })()),
    ).toMatchObject({ applied: false, why: expect.stringContaining('its submodule lib') });
    expect(git('ls-files', '--stage', 'lib')).toContain(was);
    // Cut off while the files were written, it is finished all the same.
    bench.repository.write({ 'a.txt': 'changed\n' });
    expect(right(await bench.workspace.apply({ ...bench.work, onto, tree })())).toMatchObject({
      applied: true,
    });
    expect([checkout(bench).files, readFileSync(join(root, 'lib', 'x.txt'), 'utf8')]).toEqual([
      APPLIED.files,
      'mine',
    ]);
  });

  it('does nothing while a git holds a lock, and stays announced where it was half done', async () => {
    const bench = await benchWithWork();
    const lock = join(bench.repository.root, '.git', 'index.lock');
    oldLock(lock);
    const before = [checkout(bench), bench.repository.git('rev-parse', 'main')];
    const why = expect.stringContaining(lock);
    expect(right(await bench.workspace.apply(bench.work)())).toEqual({ applied: false, why });
    expect([checkout(bench), bench.repository.git('rev-parse', 'main')]).toEqual(before);
    bench.repository.write({ 'a.txt': 'changed\n' });
    expect(await bench.workspace.apply(bench.work)()).toMatchObject({ left: { _tag: 'Drift', detail: why } });
    rmSync(lock);
    expect(right(await bench.workspace.apply(bench.work)())).toMatchObject({ applied: true });
    expect(checkout(bench)).toEqual(APPLIED);
  });

  it("names what git's own merge would overwrite where there is a conflict", async () => {
    const bench = await benchWithWork();
    const { commit, write, root } = bench.repository;
    commit({ 'a.txt': 'otherwise' });
    write({ '.git/info/exclude': 'new\n', 'new/d.txt': 'mine' });
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toEqual({
      found: 'conflict',
      paths: ['a.txt'],
      place: { path: root, isOn: true, untracked: ['new/d.txt'] },
    });
  });

  it('names a file that is called like an object whole', async () => {
    const bench = await benchWithWork();
    const name = `${'0123456789'.repeat(4)} x.txt`;
    bench.repository.commit({ [name]: 'x' });
    bench.repository.write({ [name]: 'mine' });
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toMatchObject({
      obstacle: { kind: 'uncommitted', paths: [name] },
    });
  });

  it('tells a history that was rewritten from one that is not all here', async () => {
    const bench = await benchWithWork();
    const { git, root, write } = bench.repository;
    write({ '.git/shallow': `${git('rev-parse', 'main')}\n` });
    const place = { path: root, isOn: true, untracked: [] };
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toMatchObject({
      ...{ found: 'unrelated', isShallow: true },
    });
    rmSync(join(root, '.git', 'shallow'));
    git('switch', '-q', '--orphan', 'anew');
    git('commit', '-q', '--allow-empty', '-m', 'anew');
    git('branch', '-M', 'main');
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toEqual({
      ...{ found: 'unrelated', isShallow: false, place },
    });
  });

  it('names no checkout to merge in by hand that may be the worktree of a run', async () => {
    const bench = await benchWithWork();
    const { git, commit, root, env } = bench.repository;
    commit({ 'a.txt': 'otherwise' });
    git('clone', '-q', '--mirror', '.', '../bare.git');
    git('-C', '../bare.git', 'worktree', 'add', '-q', '../of a run', 'refold/r/main');
    const bare = createWorkspace(join(root, '..', 'bare.git'), env);
    const conflict = { found: 'conflict', paths: ['a.txt'] };
    expect(right(await bare.tryApply(MAIN, bench.work.head)())).toEqual(conflict);
    git('switch', '-q', '--detach');
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toEqual({
      ...conflict,
      place: { path: root, isOn: false, untracked: [] },
    });
  });
});
