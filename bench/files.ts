import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createComparing } from '../src/adapters/workspace/comparing.js';
import { createWorkspace } from '../src/adapters/workspace/workspace.js';
import { repositoryAt } from '../test/support/repository.js';
import { FOLDER, inTurn, ms, type Row, timed, times } from './measure.js';

const FILES = 10_000;
const CHANGED = 100;
const BRANCH = 'refs/heads/refold/bench/main';

/** The check of a worktree's files before a run goes on, beside `git status` of the same worktree. */
export const rows = async (): Promise<readonly Row[]> => {
  const folder = resolve(FOLDER, 'files');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const repository = repositoryAt(join(folder, 'repo'), join(folder, 'user'));
  const commit = repository.commit(
    Object.fromEntries(Array.from({ length: FILES }, (_, at) => [pathOf(at), `file ${at}\n`.repeat(50)])),
  );
  const worktree = join(folder, 'worktree');
  const gitDir = join(repository.root, '.git');
  await createWorkspace(gitDir, repository.env).ensure({
    worktree,
    branch: BRANCH,
    commit,
    aside: `${worktree}.aside`,
  })();
  const recorded = { commit, tree: repository.git('rev-parse', `${commit}^{tree}`) };
  const comparing = createComparing(repository.env, []);
  const status = promisify(execFile);
  const measured = async (work: string, differ: number, target: string): Promise<Row> => {
    // A file that is as young as the index is read again by git and by refold alike.
    await delay(1_100);
    await status('git', ['status', '--porcelain'], { cwd: worktree, env: repository.env });
    const { ours, peer, ratio } = await inTurn(
      11,
      () =>
        timed(async () => {
          const found = await comparing.compare({ worktree, branch: BRANCH, recorded, isCommitted: true })();
          if (found._tag === 'Left' || found.right.differences.length !== differ) throw new Error(work);
        }),
      () =>
        timed(() =>
          status('git', ['status', '--porcelain', '--untracked-files=all'], {
            cwd: worktree,
            env: repository.env,
          }),
        ),
    );
    return {
      work,
      ours: ms(ours),
      beside: `git status: ${ms(peer)}`,
      ratio: times(ratio),
      target,
    };
  };
  const clean = await measured('files of a worktree, 10,000 recorded, clean', 0, '≤ 1.2 ×');
  for (let at = 0; at < CHANGED; at += 1) writeFileSync(join(worktree, pathOf(at * 97)), 'changed\n');
  return [clean, await measured('files of a worktree, 10,000 recorded, 100 of them changed', CHANGED, '–')];
};

const pathOf = (at: number): string => `d${at % 100}/f${at}.txt`;
