import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { right } from '../../contracts/runStore.js';
import { AT, BRANCH, createWorktreeBench, IDENT } from '../../support/worktree.js';

describe('making the worktree', () => {
  it('can be done again and finds what is there', async () => {
    const { workspace, worktree, base, write, git } = await createWorktreeBench();
    write('work.txt', 'in progress');
    right(await workspace.ensure({ worktree, branch: BRANCH, commit: base.commit })());
    expect(readFileSync(join(worktree, 'work.txt'), 'utf8')).toBe('in progress');
    expect(git('symbolic-ref', 'HEAD')).toBe(BRANCH);
  });

  it('makes it again at the same path, on the branch as it is, when the folder is gone', async () => {
    const { workspace, worktree, base, write, checkpoint, git } = await createWorktreeBench();
    write('new.txt', 'kept');
    const head = await checkpoint();
    rmSync(worktree, { recursive: true });
    right(await workspace.ensure({ worktree, branch: BRANCH, commit: base.commit })());
    expect(git('rev-parse', 'HEAD')).toBe(head.commit);
    expect(readFileSync(join(worktree, 'new.txt'), 'utf8')).toBe('kept');
  });

  it('holds what the run has made also where somebody moved the branch back', async () => {
    const { workspace, worktree, repository, base, write, checkpoint, git } = await createWorktreeBench();
    write('new.txt', 'new\n');
    const head = await checkpoint();
    rmSync(worktree, { recursive: true });
    repository.git('update-ref', BRANCH, base.commit);
    right(await workspace.ensure({ worktree, branch: BRANCH, commit: head.commit })());
    expect(git('write-tree')).toBe(head.tree);
    expect(git('diff', '--name-only')).toBe('');
    expect(git('rev-parse', 'HEAD')).toBe(base.commit);
    expect(git('symbolic-ref', 'HEAD')).toBe(BRANCH);
  });

  it('moves what a crash left half made aside instead of deleting it', async () => {
    const { workspace, worktree, base } = await createWorktreeBench();
    rmSync(join(worktree, '.git'));
    writeFileSync(join(worktree, 'precious.txt'), 'x');
    right(await workspace.ensure({ worktree, branch: BRANCH, commit: base.commit })());
    const beside = readdirSync(join(worktree, '..')).find((name) => name.startsWith('worktree.incomplete'));
    expect(existsSync(join(worktree, '..', beside ?? '', 'precious.txt'))).toBe(true);
    expect(existsSync(join(worktree, 'a.txt'))).toBe(true);
    expect(existsSync(join(worktree, 'precious.txt'))).toBe(false);
  });

  it('says so when the repository no longer holds the commit', async () => {
    const { workspace, worktree } = await createWorktreeBench();
    const gone = await workspace.ensure({
      worktree,
      branch: 'refs/heads/refold/x/main',
      commit: '1'.repeat(40),
    })();
    expect(gone).toMatchObject({ left: { _tag: 'Damaged' } });
  });
});

describe('the repository of the user', () => {
  it('is not touched: checkout, index, branches, config, ignore files, hooks and untracked files', async () => {
    const { repository, write, checkpoint, workspace, worktree, base } = await createWorktreeBench();
    repository.write({ 'mine.txt': 'untracked', 'a.txt': 'dirty\n' });
    repository.git('add', 'a.txt');
    const look = () => [
      repository.git('status', '--porcelain=v2', '--branch'),
      repository.git('for-each-ref', 'refs/heads/main'),
      readFileSync(join(repository.root, '.git/config'), 'utf8'),
      readFileSync(join(repository.root, '.git/info/exclude'), 'utf8'),
      repository.git('stash', 'list'),
    ];
    const before = look();
    write('new.txt', 'x');
    const head = await checkpoint();
    write('more.txt', 'x');
    const reset = {
      worktree,
      branch: BRANCH,
      to: base,
      keeps: 'refs/refold/r/before-1',
      message: 'b',
      at: AT,
      ident: IDENT,
    };
    expect(E.isRight(await workspace.reset(reset)())).toBe(true);
    expect(head.commit).not.toBe(base.commit);
    expect(look()).toEqual(before);
  });
});
