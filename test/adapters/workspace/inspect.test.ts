import { chmodSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BRANCH, createWorktreeBench } from '../../support/worktree.js';

describe('looking at the worktree', () => {
  it('finds changed, new, deleted, executable and linked files with the digests of their raw bytes', async () => {
    const { worktree, write, inspect } = await createWorktreeBench();
    write('a.txt', 'changed\n');
    write('ünï/name\twith\n"odd" chars', 'x');
    rmSync(join(worktree, 'sub/b.txt'));
    symlinkSync('a.txt', join(worktree, 'link'));
    write('run.sh', '#!/bin/sh\n');
    chmodSync(join(worktree, 'run.sh'), 0o755);
    const { files } = await inspect();
    expect(files).toEqual(
      [
        {
          path: 'a.txt',
          mode: '100644',
          size: 8,
          sha256: 'fc2d3b35ef4ca1c2ad0ff0fbfd04f01e1d9d4c6b5d1ecd5f1a1dbe5e1ff6ce16',
        },
        { path: 'link', mode: '120000', size: 5, sha256: expect.any(String) },
        { path: 'run.sh', mode: '100755', size: 10, sha256: expect.any(String) },
        { path: 'sub/b.txt', deleted: true },
        { path: 'ünï/name\twith\n"odd" chars', mode: '100644', size: 1, sha256: expect.any(String) },
      ].map((file) =>
        file.path === 'a.txt' ? { ...file, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } : file,
      ),
    );
  });

  it('keeps the exact bytes of a name that is not UTF-8', async () => {
    const { worktree, inspect } = await createWorktreeBench();
    writeFileSync(Buffer.concat([Buffer.from(`${worktree}/`), Buffer.from([0x66, 0xff, 0x6f])]), 'x');
    const { files } = await inspect();
    expect(files).toMatchObject([
      { path: 'f\ufffdo', bytes: Buffer.from([0x66, 0xff, 0x6f]).toString('base64url'), size: 1 },
    ]);
  });

  it('leaves out what is ignored, and the answers of agents even if they were added by force', async () => {
    const { write, inspect, git } = await createWorktreeBench({ '.gitignore': 'build/\n' });
    write('build/out.o', 'x');
    write('.refold/out/plan.json', '[]');
    write('.gump/out/case.json', '{}');
    git('add', '-f', '.refold/out/plan.json');
    expect((await inspect()).files).toEqual([]);
  });

  it('moves nothing: files, refs, HEAD and the index of the worktree stay as they are', async () => {
    const { write, inspect, git } = await createWorktreeBench();
    write('a.txt', 'one\n');
    git('add', 'a.txt');
    write('a.txt', 'two\n');
    const before = [git('status', '--porcelain'), git('for-each-ref'), git('diff', '--cached')];
    await inspect();
    expect([git('status', '--porcelain'), git('for-each-ref'), git('diff', '--cached')]).toEqual(before);
  });

  it('sees a change that left size and times as the index has them', async () => {
    const { worktree, write, inspect, base, git, repository } = await createWorktreeBench();
    repository.git('config', 'core.trustctime', 'false');
    const file = join(worktree, 'a.txt');
    const then = Math.floor(Date.now() / 1000) - 10;
    utimesSync(file, then, then);
    git('update-index', '--refresh');
    utimesSync(join(git('rev-parse', '--absolute-git-dir'), 'index'), then, then);
    write('a.txt', 'b\n');
    utimesSync(file, then, then);
    expect((await inspect()).tree).not.toBe(base.tree);
  });

  it('tells an agent that committed by itself from one that moved the branch elsewhere', async () => {
    const { write, inspect, git, base } = await createWorktreeBench();
    write('own.txt', 'x');
    git('add', '-A');
    git('commit', '-q', '-m', 'own');
    const own = git('rev-parse', 'HEAD');
    expect(await inspect()).toMatchObject({ tip: own, descends: true, head: { attached: true } });
    git('checkout', '-q', '--orphan', 'elsewhere');
    git('commit', '-q', '-m', 'orphan');
    expect(await inspect()).toMatchObject({
      tip: own,
      descends: true,
      head: { attached: false, on: 'refs/heads/elsewhere' },
    });
    git('checkout', '-q', '--detach', base.commit);
    expect((await inspect()).head).toMatchObject({ attached: false, commit: base.commit });
    git('update-ref', BRANCH, git('rev-parse', 'elsewhere'));
    expect((await inspect()).descends).toBe(false);
  });
});
