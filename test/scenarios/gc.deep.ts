import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AFTER, filesOf, idOf, logOf, passedRun, refsUnder } from '../support/endings.js';
import { exited } from '../support/refold.js';

interface Document {
  readonly deleted: readonly { readonly name: string }[];
  readonly wouldDelete: readonly { readonly name: string }[];
  readonly kept: readonly { readonly name: string; readonly why: string }[];
}

const names = (list: readonly { readonly name: string }[]): readonly string[] =>
  list.map(({ name }) => name.replace(/\d{8}-\d{6}-[0-9a-f]{6}/, 'RUN').replace(/^.*\/runs\/[^/]+/, ''));

it('gc shows what merged runs left, asks, keeps what is found nowhere else unless forced, and no other run is touched', async () => {
  const bench = await passedRun();
  const { git } = bench.repository;
  // What the first try of the step came to is in no branch any more.
  writeFileSync(join(bench.worktree(), 'first try.txt'), 'x');
  expect((await bench.refold(['replay', '--from-step', 'do'])).exit).toBe(0);
  expect((await bench.refold(['apply'])).exit).toBe(0);
  expect((await bench.refold(['run', join(bench.folder, 'workflow', 'workflow.yaml')])).exit).toBe(0);
  const [log, main] = [logOf(bench), git('rev-parse', 'main')];
  const all = git('for-each-ref');
  const gc = async (...options: readonly string[]): Promise<Document> =>
    JSON.parse((await bench.refold(['gc', '--json', ...options])).stdout);

  const gitless = exited(await bench.refold(['gc'], { env: { PATH: bench.folder } }), 2).stderr;
  expect(gitless).toBe('error: there is no `git` on the PATH\nhint: install git 2.34 or newer\n');
  const unasked = await bench.refold(['gc']);
  expect(unasked).toMatchObject({ exit: 2, stderr: expect.stringContaining('`refold gc --yes`') });
  expect(unasked.stdout).toMatch(/^delete {2}worktree .*integrated$/m);
  const dry = await gc('--dry-run');
  expect(names(dry.wouldDelete)).toEqual(['/RUN/worktree']);
  const [kept] = dry.kept;
  expect(kept?.why).toContain('would lose 2 commits that are found nowhere else; --force deletes it');
  expect([git('for-each-ref'), existsSync(bench.worktree())]).toEqual([all, true]);

  writeFileSync(join(bench.worktree(), 'of a person.txt'), 'x');
  expect(names((await gc('--yes')).kept)).toContain('/RUN/worktree');
  expect(existsSync(bench.worktree())).toBe(true);
  rmSync(join(bench.worktree(), 'of a person.txt'));
  expect(names((await gc('--yes')).deleted)).toEqual(['/RUN/worktree']);
  expect([existsSync(bench.worktree()), existsSync(bench.worktree(2))]).toEqual([false, true]);
  expect(refsUnder(bench, 'refs/refold/')).toHaveLength(1);
  expect(names((await gc('--yes', '--force')).deleted)).toEqual([
    kept?.name.replace(/\d{8}-\d{6}-\w{6}/, 'RUN'),
  ]);
  const branches = [1, 2].map((number) => `heads/refold/${idOf(bench, number)}/main`);
  expect(refsUnder(bench, 'refs/')).toEqual(['heads/main', ...branches]);
  expect([logOf(bench), git('rev-parse', 'main'), filesOf(bench)]).toEqual([log, main, AFTER]);
  // What was deleted is made again where it is needed.
  expect((await bench.refold(['replay', '1', '--from-step', 'do'])).exit).toBe(0);
});

it('gc offers what is left of a run whose folder is gone, and nothing of a run that has its folder elsewhere', async () => {
  const bench = await passedRun();
  const id = idOf(bench);
  const elsewhere = await bench.refold(['gc', '--yes', '--force'], {
    env: { REFOLD_HOME: join(bench.folder, 'another home') },
  });
  expect(elsewhere.stderr).toContain('there is nothing that could be deleted');
  rmSync(bench.runFolder(), { recursive: true });
  const first = await bench.refold(['gc', '--yes']);
  expect(first.stdout).toMatch(new RegExp(`^delete  worktree .*orphaned: run ${id}`, 'm'));
  expect(first.stdout).toMatch(/^keep {4}branch .*found nowhere else/m);
  expect(bench.repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  expect(refsUnder(bench, 'refs/heads/')).toEqual(['main', `refold/${id}/main`]);
  await bench.refold(['gc', '--yes', '--force']);
  expect(refsUnder(bench, 'refs/heads/')).toEqual(['main']);
});

it('gc and commands without a name finish what was cut off, and nothing shows as kept that gc has deleted', async () => {
  const bench = await passedRun();
  const killed = await bench.refold(['discard', '1'], {
    program: 'refold-crashing',
    env: { CRASH_AT: `${bench.events().length + 2}` },
  });
  expect(killed.signal).toBe('SIGKILL');
  expect(bench.events().at(-1)?.type).toBe('DisposalIntended');
  // A fork that was cut off while it was made: its commits are kept, its folder holds no log.
  const id = '20200101-000000-abcdef';
  mkdirSync(join(bench.runFolder(), '..', id, 'payloads'), { recursive: true });
  bench.repository.git('update-ref', `refs/refold/${id}/inherited`, 'main');

  const shown = await bench.refold(['gc', '--dry-run']);
  expect(shown.stdout).toContain(`finish  discard   ${idOf(bench)}  run #1 `);
  expect(shown.stdout).toContain(`delete  folder    ${id}`);
  expect(shown.stdout).toContain(`refs/refold/${id}/inherited`);
  expect(JSON.parse((await bench.refold(['gc', '--yes', '--json'])).stdout).cutOff).toMatchObject([
    { run: idOf(bench), does: 'finish', done: true },
    { run: id, does: 'delete', done: true },
  ]);
  expect(bench.events().at(-1)?.type).toBe('RunDiscarded');
  expect(existsSync(join(bench.runFolder(), '..', id))).toBe(false);
  expect(refsUnder(bench, `refs/refold/${id}`)).toEqual([]);
  expect((await bench.refold(['show'])).stdout).toContain('until gc');
  await bench.refold(['gc', '--yes', '--force']);
  expect((await bench.refold(['show'])).stdout).toContain('nothing any more: gc has deleted what was under');
});

it('what gc was to delete and could not is an error that names it; what stays on purpose is none', async () => {
  const bench = await passedRun();
  const branch = `refs/heads/refold/${idOf(bench)}/main`;
  rmSync(bench.runFolder(), { recursive: true });
  exited(await bench.refold(['gc', '--yes']), 0);
  const lock = join(bench.repository.root, '.git', `${branch}.lock`);
  writeFileSync(lock, '');
  const failed = exited(await bench.refold(['gc', '--yes', '--force']), 3).stderr;
  expect(failed).toMatch(new RegExp(`^left: ${branch}: .*update-ref`, 'm'));
  expect(failed).toContain(`error: what was to go is still there: ${branch}\n`);
  const document = JSON.parse(exited(await bench.refold(['gc', '--yes', '--force', '--json']), 3).stdout);
  expect(document.error).toMatchObject({
    type: 'NotDeleted',
    deleted: [],
    left: [{ name: branch, failed: true }],
  });
  rmSync(lock);
  exited(await bench.refold(['gc', '--yes', '--force']), 0);
  expect(refsUnder(bench, 'refs/heads/')).toEqual(['main']);
});
