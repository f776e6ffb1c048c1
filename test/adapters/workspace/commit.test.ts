import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { right } from '../../contracts/runStore.js';
import { BRANCH, createWorktreeBench } from '../../support/worktree.js';

describe('a commit', () => {
  it('follows from its spec alone, and sets the index without touching a file', async () => {
    const { write, inspect, workspace, spec, base, git, repository } = await createWorktreeBench();
    write('new.txt', 'x');
    const { tree } = await inspect();
    const id = right(await workspace.commit(spec({ parent: base.commit, tree }))());
    expect(git('status', '--porcelain')).toBe('');
    expect(git('rev-parse', 'HEAD')).toBe(id);
    repository.git('-C', repository.root, 'update-ref', BRANCH, base.commit);
    expect(right(await workspace.commit(spec({ parent: base.commit, tree }))())).toBe(id);
    expect(git('log', '-1', '--format=%an %ae %at %cn %s')).toBe(
      'refold refold@localhost 1795233600 refold m',
    );
  });

  it('is adopted when it is there already, also under later ones', async () => {
    const { write, inspect, workspace, spec, base, git } = await createWorktreeBench();
    write('new.txt', 'x');
    const { tree } = await inspect();
    const id = right(await workspace.commit(spec({ parent: base.commit, tree }))());
    expect(right(await workspace.commit(spec({ parent: base.commit, tree }))())).toBe(id);
    git('commit', '-q', '--allow-empty', '-m', 'someone went on');
    const tip = git('rev-parse', 'HEAD');
    expect(right(await workspace.commit(spec({ parent: base.commit, tree }))())).toBe(id);
    expect(git('rev-parse', 'HEAD')).toBe(tip);
  });

  it('makes the branch again that someone has deleted', async () => {
    const { write, inspect, workspace, spec, base, git, repository } = await createWorktreeBench();
    write('new.txt', 'x');
    const { tree } = await inspect();
    repository.git('-C', repository.root, 'update-ref', '-d', BRANCH);
    const id = right(await workspace.commit(spec({ parent: base.commit, tree }))());
    expect(git('rev-parse', 'HEAD', BRANCH)).toBe(`${id}\n${id}`);
    expect(git('status', '--porcelain')).toBe('');
  });

  it('is not made over what someone else did to the branch', async () => {
    const { write, inspect, workspace, spec, base, git } = await createWorktreeBench();
    write('new.txt', 'x');
    const { tree } = await inspect();
    git('commit', '-q', '--allow-empty', '-m', 'foreign');
    const tip = git('rev-parse', 'HEAD');
    expect(await workspace.commit(spec({ parent: base.commit, tree }))()).toMatchObject({
      left: { _tag: 'Drift' },
    });
    expect(git('rev-parse', 'HEAD')).toBe(tip);
  });

  it('runs no hook, signs nothing and needs no identity', async () => {
    const { write, checkpoint, repository, git } = await createWorktreeBench();
    for (const hook of [
      'pre-commit',
      'commit-msg',
      'reference-transaction',
      'post-checkout',
      'post-index-change',
    ]) {
      const path = join(repository.root, '.git/hooks', hook);
      writeFileSync(path, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    }
    repository.git('config', 'commit.gpgSign', 'true');
    write('new.txt', 'x');
    await checkpoint();
    expect(git('log', '-1', '--format=%s')).toBe('m');
  });

  it('keeps what it replaces under a ref, and forgets a merge that was half done', async () => {
    const { write, inspect, workspace, spec, base, git } = await createWorktreeBench();
    git('checkout', '-q', '-b', 'side', base.commit);
    write('a.txt', 'side\n');
    git('commit', '-qam', 'side');
    git('checkout', '-q', 'refold/r/main');
    write('a.txt', 'main\n');
    git('commit', '-qam', 'own');
    const own = git('rev-parse', 'HEAD');
    expect(() => git('merge', 'side')).toThrow();
    write('a.txt', 'resolved\n');
    const { tree } = await inspect();
    const keeps = 'refs/refold/r/found-9';
    const id = right(await workspace.commit(spec({ parent: base.commit, tree, replaces: own, keeps }))());
    expect(git('rev-parse', keeps)).toBe(own);
    expect(git('rev-parse', `${id}^`)).toBe(base.commit);
    expect(git('status')).not.toContain('merging');
    expect(git('status', '--porcelain')).toBe('');
  });
});
