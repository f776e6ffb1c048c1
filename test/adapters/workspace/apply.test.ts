import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../../src/adapters/workspace/workspace.js';
import type { Obstacle } from '../../../src/events/obstacle.js';
import type { ApplySpec } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';
import { addSubmodule, repositoryAt } from '../../support/repository.js';
import { AT, createWorktreeBench, IDENT, type WorktreeBench } from '../../support/worktree.js';

const MAIN = 'refs/heads/main';

/** A run that made, changed and deleted a file; the user's branch went on with another. */
const benchWithWork = async (): Promise<WorktreeBench & { readonly work: ApplySpec }> => {
  const bench = await createWorktreeBench({ 'a.txt': 'a\n', 'gone/b.txt': 'b\n', 'c.txt': 'c\n' });
  bench.write('a.txt', 'changed\n');
  bench.write('new/d.txt', 'new\n');
  bench.git('rm', '-q', 'gone/b.txt');
  const { commit: head } = await bench.checkpoint();
  bench.repository.commit({ 'c.txt': 'went on\n' });
  const found = right(await bench.workspace.tryApply(MAIN, head)());
  if (found.found !== 'fits') throw new Error(found.found);
  const { onto, tree } = found;
  return { ...bench, work: { branch: MAIN, onto, head, tree, ident: IDENT, at: AT, message: 'Apply\n' } };
};

/** The checkout of the user, and what git says of it. */
const checkout = ({ repository: { root, git } }: WorktreeBench) => ({
  files: ['a.txt', 'gone/b.txt', 'c.txt', 'new/d.txt'].map((path) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined,
  ),
  status: git('status', '--porcelain'),
});

const APPLIED = { files: ['changed\n', undefined, 'went on\n', 'new\n'], status: '' };

/** A lock that a git left long ago. */
const oldLock = (path: string): void => {
  writeFileSync(path, '');
  utimesSync(path, 0, 0);
};

describe("merging into a branch of the user's", () => {
  it('moves the branch and its checkout, and done again changes nothing, also when the branch went on', async () => {
    const bench = await benchWithWork();
    const { git, commit } = bench.repository;
    const applied = right(await bench.workspace.apply(bench.work)());
    expect(applied).toEqual({ applied: true, commit: git('rev-parse', 'main') });
    expect(git('rev-list', '--parents', '-1', 'main').split(' ').slice(1)).toEqual([
      bench.work.onto,
      bench.work.head,
    ]);
    expect(checkout(bench)).toEqual(APPLIED);
    expect(right(await bench.workspace.apply(bench.work)())).toEqual(applied);
    const later = commit({ 'later.txt': 'later' });
    expect(right(await bench.workspace.apply(bench.work)())).toEqual(applied);
    expect(git('rev-parse', 'main')).toBe(later);
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toEqual({
      found: 'merged',
      onto: later,
    });
  });

  it.each([
    [
      'before the branch moved',
      (bench: WorktreeBench, { tree }: ApplySpec) =>
        bench.repository.git('read-tree', '-m', '-u', 'HEAD', tree),
    ],
    [
      'while the files were written',
      (bench: WorktreeBench) => bench.repository.write({ 'a.txt': 'changed\n', 'new/d.txt': 'new\n' }),
    ],
    ['while files were removed', (bench: WorktreeBench) => bench.repository.git('rm', '-q', 'gone/b.txt')],
  ])('is brought to its end after it was cut off %s', async (_, cutOff) => {
    const bench = await benchWithWork();
    cutOff(bench, bench.work);
    expect(right(await bench.workspace.apply(bench.work)())).toMatchObject({ applied: true });
    expect(checkout(bench)).toEqual(APPLIED);
  });

  it.each([
    ['a file that it changes', { 'a.txt': 'mine' }],
    ['a file that it does not change', { 'c.txt': 'mine' }],
    ['a file where one is to come', { 'new/d.txt': 'mine' }],
    ['a file where a folder is to come', { new: 'mine' }],
  ])('treads on nothing that somebody put into the checkout meanwhile: %s', async (_, files) => {
    const bench = await benchWithWork();
    bench.repository.write(files);
    const before = [checkout(bench), bench.repository.git('rev-parse', 'main')];
    expect(right(await bench.workspace.apply(bench.work)())).toMatchObject({ applied: false });
    expect([checkout(bench), bench.repository.git('rev-parse', 'main')]).toEqual(before);
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toMatchObject({
      found: 'checkout',
    });
  });

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
      'a lock of the index',
      ({ repository: { root } }) => oldLock(join(root, '.git', 'index.lock')),
      { kind: 'lock', lock: expect.stringContaining('/.git/index.lock') },
    ],
    [
      'a lock of the branch',
      ({ repository: { root } }) => oldLock(join(root, '.git', 'refs', 'heads', 'main.lock')),
      { kind: 'lock', lock: expect.stringContaining('/.git/refs/heads/main.lock') },
    ],
  ])('names what is in the way: %s', async (_, put, obstacle) => {
    const bench = await benchWithWork();
    put(bench);
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toMatchObject({
      found: 'checkout',
      obstacle,
    });
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

  it('does not move a branch that went elsewhere, is rebased, or is in the middle of a merge', async () => {
    const bench = await benchWithWork();
    const { git, commit, root } = bench.repository;
    commit({ 'later.txt': 'later' });
    expect(right(await bench.workspace.apply(bench.work)())).toMatchObject({
      applied: false,
      why: expect.stringContaining('main went on'),
    });
    writeFileSync(join(root, '.git', 'MERGE_HEAD'), `${bench.work.head}\n`);
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toMatchObject({
      found: 'checkout',
      obstacle: { kind: 'operation', operation: 'merge' },
    });
    git('merge', '--quit');
    expect(() => git('rebase', '-q', '-x', 'false', 'HEAD^')).toThrow();
    expect(right(await bench.workspace.tryApply(MAIN, bench.work.head)())).toMatchObject({
      found: 'checkout',
      obstacle: { kind: 'operation', operation: 'rebase' },
    });
  });

  it('says so where the branch cannot be moved, and fails where the checkout cannot be put back, to be finished later', async () => {
    const bench = await benchWithWork();
    const { root, env } = bench.repository;
    const apply = (script: string) => {
      const folder = temporaryFolder();
      const real = 'PATH="$(echo "$PATH" | cut -d: -f2-)" git "$@"';
      const text = `#!/bin/sh\ncase " $* " in *" update-ref "*) ${script}; exit 1;; esac\n${real}\n`;
      writeFileSync(join(folder, 'git'), text, { mode: 0o755 });
      const path = `${folder}:${env.PATH ?? ''}`;
      return createWorkspace(join(root, '.git'), { ...env, PATH: path }).apply(bench.work)();
    };
    const before = [checkout(bench), bench.repository.git('rev-parse', 'main')];
    expect(right(await apply('echo no room >&2'))).toMatchObject({
      applied: false,
      why: expect.stringContaining('main could not be moved'),
    });
    expect([checkout(bench), bench.repository.git('rev-parse', 'main')]).toEqual(before);
    expect(await apply(`echo mine > '${root}/a.txt'`)).toMatchObject({
      left: { _tag: 'Drift', detail: expect.stringContaining(`${root} holds the merge already: `) },
    });
    bench.repository.git('checkout', '-q', 'a.txt');
    expect(right(await bench.workspace.apply(bench.work)())).toMatchObject({ applied: true });
    expect(checkout(bench)).toEqual(APPLIED);
  });

  it('works in a bare repository, and in a worktree of the user that has the branch', async () => {
    const bench = await benchWithWork();
    const { git, root, env } = bench.repository;
    git('branch', 'dev');
    git('worktree', 'add', '-q', '../dev', 'dev');
    expect(right(await bench.workspace.apply({ ...bench.work, branch: 'refs/heads/dev' })())).toMatchObject({
      applied: true,
    });
    expect(readFileSync(join(root, '..', 'dev', 'new', 'd.txt'), 'utf8')).toBe('new\n');
    expect(checkout(bench)).toMatchObject({ status: '' });
    git('clone', '-q', '--mirror', '.', '../bare.git');
    const bare = createWorkspace(join(root, '..', 'bare.git'), env);
    expect(right(await bare.tryApply(MAIN, bench.work.head)())).toMatchObject({ found: 'fits' });
    expect(right(await bare.apply(bench.work)())).toMatchObject({ applied: true });
    expect(git('-C', '../bare.git', 'show', 'main:new/d.txt')).toBe('new');
  });

  it('works in the checkout of a submodule, whose git directory git names in its place', async () => {
    const { root, env, git } = (await benchWithWork()).repository;
    const outer = repositoryAt(join(root, '..', 'outer'), env.HOME ?? '');
    addSubmodule(outer.git, root, 'inner');
    const inner = createWorkspace(join(outer.root, '.git', 'modules', 'inner'), env);
    const head = git('rev-parse', 'refold/r/main');
    outer.git('-C', 'inner', 'fetch', '-q', 'origin', head);
    const found = right(await inner.tryApply(MAIN, head)());
    if (found.found !== 'fits') throw new Error(JSON.stringify(found));
    const { onto, tree } = found;
    const work = { branch: MAIN, onto, head, tree, ident: IDENT, at: AT, message: 'Apply\n' };
    expect(right(await inner.apply(work)())).toMatchObject({ applied: true });
    expect(readFileSync(join(outer.root, 'inner', 'new', 'd.txt'), 'utf8')).toBe('new\n');
    expect(outer.git('-C', 'inner', 'status', '--porcelain')).toBe('');
  });
});
