import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ownGitDir } from '../../../src/adapters/workspace/repository.js';
import { createComparingBench } from '../../support/comparing.js';
import { BRANCH, createWorktreeBench } from '../../support/worktree.js';

const SEES_PROCESSES = process.platform === 'linux';
const leftOut = SEES_PROCESSES ? '' : ' (left out: only Linux tells which processes are at work)';

describe('a lock in a worktree', () => {
  it('that a killed git left is not waited for', async () => {
    const { write, checkpoint, repository, git } = await createWorktreeBench();
    const own = git('rev-parse', '--absolute-git-dir');
    for (const lock of [join(own, 'index.lock'), join(repository.root, '.git', `${BRANCH}.lock`)]) {
      writeFileSync(lock, '');
      utimesSync(lock, 0, 0);
    }
    write('new.txt', 'x');
    await checkpoint();
    expect(git('status', '--porcelain')).toBe('');
  });

  it.runIf(SEES_PROCESSES)(
    `that somebody holds with a living git is theirs: nothing is done; once it is left it is removed${leftOut}`,
    async () => {
      const { workspace, comparing, worktree, repository, base, inspect } = await createComparingBench();
      const lock = join(ownGitDir(worktree) ?? '', 'index.lock');
      // It waits for its input as another waits for an editor.
      const git = spawn('git', ['hash-object', '--stdin'], {
        cwd: worktree,
        // Editors ask it to take no lock that it could do without, as refold does.
        env: { ...repository.env, GIT_OPTIONAL_LOCKS: '0' },
      });
      onTestFinished(() => void git.kill());
      await once(git, 'spawn');
      writeFileSync(lock, '');
      const longAgo = Date.now() / 1000 - 60;
      utimesSync(lock, longAgo, longAgo);
      const detail = `a git is at work in ${worktree} (process ${git.pid}) and holds ${lock}: let it finish, or end it`;
      const refused = { left: { _tag: 'Drift', detail } };
      expect(await workspace.inspect(worktree, BRANCH, base)()).toMatchObject(refused);
      expect(await comparing.tryReset(worktree, base.tree)()).toMatchObject(refused);
      expect(existsSync(lock)).toBe(true);
      git.stdin.end();
      await once(git, 'exit');
      await inspect();
      expect(existsSync(lock)).toBe(false);
    },
  );
});
