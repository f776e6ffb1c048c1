import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import { AT, BRANCH, createWorktreeBench, IDENT } from '../../support/worktree.js';

/** Makes the worktree, and answers the name of what lay in its place. */
const make = async (workspace: Workspace, worktree: string, commit: string): Promise<string | undefined> => {
  const spec = { worktree, branch: BRANCH, commit, aside: `${worktree}.aside` };
  const aside = right(await workspace.ensure(spec)());
  return aside === undefined ? undefined : basename(aside);
};

describe('making the worktree', () => {
  it('can be done again and finds what is there', async () => {
    const { workspace, worktree, base, write, git } = await createWorktreeBench();
    write('work.txt', 'in progress');
    await make(workspace, worktree, base.commit);
    expect(readFileSync(join(worktree, 'work.txt'), 'utf8')).toBe('in progress');
    expect(git('symbolic-ref', 'HEAD')).toBe(BRANCH);
  });

  it('makes it again at the same path, on the branch as it is, when the folder is gone', async () => {
    const { workspace, worktree, base, write, checkpoint, git } = await createWorktreeBench();
    write('new.txt', 'kept');
    const head = await checkpoint();
    rmSync(worktree, { recursive: true });
    await make(workspace, worktree, base.commit);
    expect(git('rev-parse', 'HEAD')).toBe(head.commit);
    expect(readFileSync(join(worktree, 'new.txt'), 'utf8')).toBe('kept');
  });

  it('holds what the run has made also where somebody moved the branch back', async () => {
    const { workspace, worktree, repository, base, write, checkpoint, git } = await createWorktreeBench();
    write('new.txt', 'new\n');
    const head = await checkpoint();
    rmSync(worktree, { recursive: true });
    repository.git('update-ref', BRANCH, base.commit);
    await make(workspace, worktree, head.commit);
    expect(git('write-tree')).toBe(head.tree);
    expect(git('diff', '--name-only')).toBe('');
    expect(git('rev-parse', 'HEAD')).toBe(base.commit);
    expect(git('symbolic-ref', 'HEAD')).toBe(BRANCH);
  });

  it.each([
    ['a folder whose link to git is gone', (path: string) => rmSync(join(path, '.git'))],
    ['a folder whose link to git says nothing', (path: string) => writeFileSync(join(path, '.git'), '')],
    [
      'a symlink that leads nowhere',
      (path: string) => {
        rmSync(path, { recursive: true });
        symlinkSync('nowhere', path);
      },
    ],
  ])(
    'moves what lies in its place aside, and answers where it is also when it is asked again: %s',
    async (_, lose) => {
      const { workspace, worktree, base } = await createWorktreeBench();
      writeFileSync(join(worktree, 'precious.txt'), 'x');
      lose(worktree);
      const was = existsSync(worktree) ? readdirSync(worktree) : [];
      expect(await make(workspace, worktree, base.commit)).toBe('worktree.aside');
      const aside = join(worktree, '..', 'worktree.aside');
      expect(existsSync(aside) ? readdirSync(aside) : readlinkSync(aside) && []).toEqual(was);
      expect(readdirSync(worktree).sort()).toEqual(['.git', 'a.txt', 'sub']);
      expect(await make(workspace, worktree, base.commit)).toBe('worktree.aside');
    },
  );

  it('puts what lies there again beside what was moved before, and not over it', async () => {
    const { workspace, worktree, base } = await createWorktreeBench();
    for (const name of ['first', 'second']) {
      rmSync(join(worktree, '.git'));
      writeFileSync(join(worktree, name), 'x');
      expect(await make(workspace, worktree, base.commit)).toBe('worktree.aside');
    }
    expect(existsSync(join(worktree, '..', 'worktree.aside', 'first'))).toBe(true);
    expect(existsSync(join(worktree, '..', 'worktree.aside-2', 'second'))).toBe(true);
  });

  it('takes an empty folder as the place, and has nothing to tell of it', async () => {
    const { workspace, worktree, base } = await createWorktreeBench();
    rmSync(worktree, { recursive: true });
    mkdirSync(worktree);
    expect(right(await workspace.presence(worktree)())).toBe('gone');
    expect(await make(workspace, worktree, base.commit)).toBeUndefined();
    expect(readdirSync(join(worktree, '..'))).toEqual(['worktree']);
    expect(existsSync(join(worktree, 'a.txt'))).toBe(true);
  });

  it('says so when the repository no longer holds the commit', async () => {
    const { workspace, worktree } = await createWorktreeBench();
    const gone = await workspace.ensure({
      worktree,
      branch: 'refs/heads/refold/x/main',
      commit: '1'.repeat(40),
      aside: `${worktree}.aside`,
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
