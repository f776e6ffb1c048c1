import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitAt, WorkspaceFailure } from '../../../src/adapters/workspace/git.js';
import { temporaryFolder } from '../../support/folder.js';
import { repositoryAt } from '../../support/repository.js';
import { createWorktreeBench } from '../../support/worktree.js';

/** A folder with a git that only says this, and fails. */
const gitThatSays = (words: string): string => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho '${words}' >&2\nexit 128\n`, { mode: 0o755 });
  return `${folder}:${process.env.PATH ?? ''}`;
};

describe('git that cannot do what it is asked to', () => {
  it('finds damage where an object is not there any more, in whatever words', async () => {
    const bench = await createWorktreeBench();
    bench.write('sub/b.txt', 'later\n');
    const { commit, tree } = await bench.checkpoint();
    bench.git('read-tree', '--reset', '-u', bench.base.tree);
    const git = gitAt(bench.worktree, bench.repository.env);
    const failureOf = (...args: readonly string[]) =>
      git.run(args).then(
        () => 'done',
        (error: unknown) => (error instanceof WorkspaceFailure ? error.failure : error),
      );
    const lost = (command: string) => ({ _tag: 'Damaged', detail: expect.stringContaining(`${command}: `) });
    const lose = (id: string): void =>
      rmSync(join(bench.repository.root, '.git', 'objects', id.slice(0, 2), id.slice(2)));
    const [folder, content] = [`${tree}:sub`, `${tree}:sub/b.txt`].map((name) =>
      bench.git('rev-parse', name),
    );
    lose(String(content));
    expect(await failureOf('read-tree', '--reset', '-u', tree)).toEqual(lost('git read-tree'));
    lose(String(folder));
    expect(await failureOf('read-tree', tree)).toEqual(lost('git read-tree'));
    lose(tree);
    expect(await failureOf('read-tree', tree)).toEqual(lost('git read-tree'));
    expect(await failureOf('rev-list', '--objects', commit)).toEqual(lost('git rev-list'));
    lose(commit);
    expect(await failureOf('rev-list', commit)).toEqual(lost('git rev-list'));
    expect(await failureOf('update-ref', 'refs/heads/x', commit)).toEqual(lost('git update-ref'));
    expect(await failureOf('merge-base', '--is-ancestor', commit, 'HEAD')).toEqual(lost('git merge-base'));
  });

  it('has failed, and found no damage, where a file or a folder is called like an object that is not there', async () => {
    const hash = '0123456789'.repeat(4);
    const repository = repositoryAt(join(temporaryFolder(), hash), temporaryFolder());
    const { root, git: plain, commit, write } = repository;
    const files = { [hash]: '1', [`${hash}.png`]: '1', [`a ${hash} b`]: '1' };
    commit(files);
    plain('update-index', '--assume-unchanged', ...Object.keys(files));
    write({ [hash]: '2', [`${hash}.png`]: '2', [`a ${hash} b`]: '2' });
    const git = gitAt(root, repository.env);
    const failed = { failure: { _tag: 'Failed' } };
    for (const name of Object.keys(files)) {
      plain('commit', '-q', '--allow-empty', '-m', 'x');
      await expect(git.run(['checkout-index', '-q', '--', name])).rejects.toMatchObject(failed);
      plain('rm', '-q', '--cached', name);
      await expect(git.run(['read-tree', '-m', '-u', 'HEAD'])).rejects.toMatchObject(failed);
    }
    writeFileSync(join(root, '.git', 'index.lock'), '');
    await expect(git.run(['add', '.'])).rejects.toMatchObject(failed);
  });

  it('has failed, and found no damage, where HEAD is on a branch without a commit, or an object may not be read', async () => {
    const { worktree, repository, git: plain, base } = await createWorktreeBench();
    const object = join(repository.root, '.git', 'objects', base.tree.slice(0, 2), base.tree.slice(2));
    const git = gitAt(worktree, repository.env);
    plain('symbolic-ref', 'HEAD', 'refs/heads/none');
    const failed = { failure: { _tag: 'Failed' } };
    for (const args of [
      ['read-tree', 'HEAD'],
      ['merge-base', '--is-ancestor', base.commit, 'HEAD'],
    ])
      await expect(git.run(args)).rejects.toMatchObject(failed);
    const words = `error: unable to open loose object ${base.tree}: Permission denied`;
    rmSync(object);
    const pretending = gitAt(worktree, { ...repository.env, PATH: gitThatSays(words) });
    await expect(pretending.run(['read-tree', base.tree])).rejects.toMatchObject(failed);
  });

  it('has failed, and found no damage, where a name stands for nothing', async () => {
    const { worktree, repository } = await createWorktreeBench();
    const failed = gitAt(worktree, repository.env).run(['rev-list', 'no-such-branch']);
    await expect(failed).rejects.toMatchObject({ failure: { _tag: 'Failed', doing: 'git rev-list' } });
  });
});
