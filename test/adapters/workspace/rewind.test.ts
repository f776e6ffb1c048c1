import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Head } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import { commitIn } from '../../support/repository.js';
import { BRANCH, createWorktreeBench, KEEPS, resetTo, type WorktreeBench } from '../../support/worktree.js';

describe('a reset', () => {
  it('goes back to the commit, and everything that was there can be had from the ref', async () => {
    const bench = await createWorktreeBench({
      'a.txt': 'a\n',
      'sub/b.txt': 'b\n',
      '.gitignore': 'ignored/\n',
    });
    const { write, checkpoint, base, git, worktree } = bench;
    write('done.txt', 'step 1');
    const head = await checkpoint();
    write('a.txt', 'uncommitted\n');
    write('untracked/file.txt', 'untracked');
    write('ignored/cache', 'stays');
    rmSync(join(worktree, 'sub'), { recursive: true });
    const { kept } = right(await resetTo(bench, base));
    expect(git('rev-parse', 'HEAD')).toBe(base.commit);
    expect(git('status', '--porcelain')).toBe('');
    expect(existsSync(join(worktree, 'untracked'))).toBe(false);
    expect(readFileSync(join(worktree, 'sub/b.txt'), 'utf8')).toBe('b\n');
    expect(readFileSync(join(worktree, 'ignored/cache'), 'utf8')).toBe('stays');
    expect(git('rev-parse', KEEPS)).toBe(kept);
    expect(git('show', `${KEEPS}:untracked/file.txt`)).toBe('untracked');
    expect(git('show', `${KEEPS}:a.txt`)).toBe('uncommitted');
    expect(git('rev-parse', `${KEEPS}^`)).toBe(head.commit);
  });

  it('can be done again after a crash half way, and loses nothing that came in between', async () => {
    const bench = await createWorktreeBench();
    const { write, base, git, worktree } = bench;
    write('work.txt', 'first');
    const { kept } = right(await resetTo(bench, base));
    write('late.txt', 'written by someone before the reset was done again');
    expect(right(await resetTo(bench, base)).kept).toBe(kept);
    expect(existsSync(join(worktree, 'late.txt'))).toBe(false);
    const refs = git('for-each-ref', '--format=%(refname)', 'refs/refold').split('\n');
    expect(refs).toHaveLength(2);
    expect(refs.map((ref) => git('ls-tree', '-r', '--name-only', ref)).join('\n')).toContain('late.txt');
  });

  it('can be done again after a crash half way, and loses no commit that came in between', async () => {
    const bench = await createWorktreeBench();
    const { write, base, git } = bench;
    write('work.txt', 'first');
    right(await resetTo(bench, base));
    git('commit', '-q', '--allow-empty', '-m', 'by someone, of the files as they are');
    const made = git('rev-parse', 'HEAD');
    right(await resetTo(bench, base));
    expect(git('rev-parse', 'HEAD')).toBe(base.commit);
    expect(git('for-each-ref', '--contains', made, 'refs/refold')).not.toBe('');
  });

  it('keeps and takes out also what a `.gitignore` had hidden that goes, whatever that hid in turn', async () => {
    const bench = await createWorktreeBench({ 'a.txt': 'a\n', '.gitignore': 'cache/\n' });
    const { write, base, git, worktree, repository } = bench;
    write('cache/stays', 'stays');
    write('.gitignore', 'cache/\nmine*\n');
    write('mine.txt', 'mine\n');
    write('mine/.gitignore', 'deep\n');
    write('mine/deep', 'deep\n');
    repository.git('init', '-q', join(worktree, 'mine-too'));
    commitIn(repository, join(worktree, 'mine-too'));
    const { kept, also = [], aside = '' } = right(await resetTo(bench, base));
    expect(git('status', '--porcelain', '--untracked-files=all')).toBe('');
    expect(existsSync(join(worktree, 'mine'))).toBe(false);
    expect(readFileSync(join(worktree, 'cache/stays'), 'utf8')).toBe('stays');
    expect(existsSync(join(aside, 'mine-too/.git'))).toBe(true);
    expect(git('show', `${kept}:.gitignore`)).toBe('cache/\nmine*');
    const files = also.map((ref) => git('ls-tree', '-r', '--name-only', ref)).join('\n');
    expect(files.split('\n')).toEqual(expect.arrayContaining(['mine.txt', 'mine/.gitignore', 'mine/deep']));
    expect(also.every((ref) => ref.startsWith(`${KEEPS}-`))).toBe(true);
    const again = right(await resetTo(bench, base));
    expect([again.kept, again.also, again.aside]).toEqual([kept, also, aside]);
  });

  it('brings HEAD back from wherever the agent left it', async () => {
    const bench = await createWorktreeBench();
    const { base, git } = bench;
    git('checkout', '-q', '-b', 'elsewhere');
    git('commit', '-q', '--allow-empty', '-m', 'stray');
    const stray = git('rev-parse', 'HEAD');
    right(await resetTo(bench, base));
    expect(git('symbolic-ref', 'HEAD')).toBe(BRANCH);
    expect(git('merge-base', stray, KEEPS)).toBe(stray);
  });
});

describe('a placeholder', () => {
  const keeps = 'refs/refold/r/placeholder-8';
  const unwind = ({ workspace, worktree, base }: WorktreeBench, placeholder: string) =>
    workspace.unwind({ worktree, branch: BRANCH, placeholder, to: base, keeps })();

  it('is taken back with its work left in the worktree, as often as one likes', async () => {
    const bench = await createWorktreeBench();
    const { write, checkpoint, base, git, worktree } = bench;
    write('partial.txt', 'half');
    write('a.txt', 'changed\n');
    const placeholder = await checkpoint();
    for (let again = 0; again < 2; again += 1) {
      expect(right(await unwind(bench, placeholder.commit))).toEqual({ unwound: true });
      expect(git('rev-parse', 'HEAD')).toBe(base.commit);
      expect(readFileSync(join(worktree, 'partial.txt'), 'utf8')).toBe('half');
      expect(git('status', '--porcelain')).toBe(' M a.txt\n?? partial.txt');
      expect(git('rev-parse', keeps)).toBe(placeholder.commit);
    }
  });

  it('stays when someone went on from it', async () => {
    const bench = await createWorktreeBench();
    bench.write('partial.txt', 'half');
    const placeholder = await bench.checkpoint();
    bench.git('commit', '-q', '--allow-empty', '-m', 'a person went on');
    const tip = bench.git('rev-parse', 'HEAD');
    expect(right(await unwind(bench, placeholder.commit))).toEqual({
      unwound: false,
      tip: { commit: tip, tree: placeholder.tree },
    });
    expect(bench.git('rev-parse', 'HEAD')).toBe(tip);
  });

  it('is kept, and nothing is moved, where the branch was moved to before the step began', async () => {
    const bench = await createWorktreeBench();
    const commits = ['passed.txt', 'partial.txt'].map((name) => {
      bench.write(name, name);
      bench.git('add', '-A');
      bench.git('commit', '-qm', name);
      return { commit: bench.git('rev-parse', 'HEAD'), tree: bench.git('rev-parse', 'HEAD^{tree}') };
    });
    const [before, placeholder] = commits as [Head, Head];
    bench.git('reset', '-q', '--hard', bench.base.commit);
    const { worktree, workspace } = bench;
    const spec = { worktree, branch: BRANCH, placeholder: placeholder.commit, to: before, keeps };
    expect(await workspace.unwind(spec)()).toMatchObject({
      left: {
        _tag: 'Drift',
        detail: expect.stringContaining(`update-ref ${BRANCH} ${placeholder.commit}`),
      },
    });
    expect(bench.git('rev-parse', 'HEAD')).toBe(bench.base.commit);
    expect(bench.git('rev-parse', keeps)).toBe(placeholder.commit);
  });
});

describe('HEAD', () => {
  it('is put back after a crash, and what someone committed there meanwhile is kept too', async () => {
    const { workspace, worktree, base, git } = await createWorktreeBench();
    git('checkout', '-q', '--detach');
    git('commit', '-q', '--allow-empty', '-m', 'detached');
    const stray = git('rev-parse', 'HEAD');
    git('commit', '-q', '--allow-empty', '-m', 'by someone, after it was looked at');
    const later = git('rev-parse', 'HEAD');
    const keeps = 'refs/refold/r/found-3';
    right(await workspace.reattach({ worktree, branch: BRANCH, to: base.commit, keeps, found: [stray] })());
    expect(git('rev-parse', 'HEAD')).toBe(base.commit);
    expect(git('for-each-ref', '--contains', later, 'refs/refold')).not.toBe('');
  });

  it('is put back on the branch, and what was found is kept, without touching a file', async () => {
    const { workspace, worktree, base, git, write } = await createWorktreeBench();
    git('checkout', '-q', '--detach');
    git('commit', '-q', '--allow-empty', '-m', 'detached');
    const stray = git('rev-parse', 'HEAD');
    write('work.txt', 'x');
    const spec = {
      worktree,
      branch: BRANCH,
      to: base.commit,
      keeps: 'refs/refold/r/found-3',
      found: [stray, base.commit],
    };
    for (let again = 0; again < 2; again += 1) right(await workspace.reattach(spec)());
    expect(git('symbolic-ref', 'HEAD')).toBe(BRANCH);
    expect(git('rev-parse', 'HEAD')).toBe(base.commit);
    expect(git('rev-parse', 'refs/refold/r/found-3')).toBe(stray);
    expect(readFileSync(join(worktree, 'work.txt'), 'utf8')).toBe('x');
  });
});
