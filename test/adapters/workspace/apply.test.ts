import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../../src/adapters/workspace/workspace.js';
import type { ApplySpec } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import { APPLIED, benchWithWork, checkout, MAIN } from '../../support/applying.js';
import { temporaryFolder } from '../../support/folder.js';
import { addSubmodule, repositoryAt } from '../../support/repository.js';
import { AT, IDENT, type WorktreeBench } from '../../support/worktree.js';

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
