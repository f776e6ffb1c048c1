import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failedRun, LOOKS, rename, WRITES } from '../support/moved.js';
import { exited, mend } from '../support/refold.js';
import { repositoryAt } from '../support/repository.js';

describe('a repository that was renamed', () => {
  it('is known again: its runs are listed and shown there before anybody says so', async () => {
    const bench = await failedRun();
    const here = bench.at(rename(bench));
    expect(exited(await here(['runs'])).stdout).toContain('#1');
    expect(exited(await here(['show', '1'])).stdout).toContain('run #1');
    expect(exited(await here(['log'])).stdout).toContain('run #1');
  });

  it('is asked about before a run is worked on; where nobody can be asked, nothing is changed', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    const here = bench.at(place);
    const before = bench.contents();
    for (const args of [['resume'], ['apply'], ['discard'], ['gc'], ['run', 'tdd'], ['fork', '--at', '5']]) {
      const said = exited(await here(args), 2).stderr;
      expect(said).toContain(`1 run was made when this repository was at ${bench.repository.root}: #1`);
      expect(said).toContain('`--moved`');
    }
    expect(bench.contents()).toEqual(before);
  });

  it('is taken over as `runs` says, be a run unfinished or all of them over', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    const here = bench.at(place);
    const way = '`refold resume --moved` notes that, and goes on with what is unfinished of them';
    expect(exited(await here(['runs'])).stderr).toContain(`#1; ${way}`);
    mend(bench);
    exited(await here(['resume', '--moved']));
    renameSync(place, `${place} again`);
    const again = bench.at(`${place} again`);
    expect(exited(await again(['runs'])).stderr).toContain(`#1; ${way}`);
    expect(exited(await again(['resume', '--moved'])).stderr).toContain('No active runs to resume');
    expect(exited(await again(['runs'])).stderr).toBe('');
  });

  it('has its files verified and put back once somebody said so, as those who ask for that are told', async () => {
    const bench = await failedRun();
    const here = bench.at(rename(bench));
    const [{ run }] = JSON.parse(exited(await here(['runs', '--json'])).stdout);
    rmSync(join(bench.worktree(), 'a.txt'));
    const line = `resume ${run} --moved --dry-run`;
    for (const args of [
      ['verify', '--files', '1'],
      ['restore', 'a.txt', '1'],
    ])
      expect(exited(await here(args), 2).stderr).toContain(
        `\`refold ${line}\` in the folder where it is now`,
      );
    const before = bench.events();
    exited(await here(line.split(' ')));
    expect(bench.events()).toEqual(before);
    expect(exited(await here(['verify', '--files', '1']), 3).stdout).toContain('a.txt: DELETED');
    exited(await here(['restore', 'a.txt', '1']));
    exited(await here(['verify', '--files', '1']));
  });

  it('is taken over to its end by the next resume where that was cut off', async () => {
    const bench = await failedRun();
    const here = bench.at(rename(bench));
    const before = bench.events().length;
    mend(bench);
    const killed = await here(['resume', '--moved'], {
      program: 'refold-crashing',
      env: { CRASH_AT: String(before + 1) },
    });
    expect(killed.signal).toBe('SIGKILL');
    exited(await here(['resume']));
    expect(bench.events().filter(({ type }) => type === 'RepositoryMoved')).toHaveLength(1);
  });

  it('is taken over once by two at once', async () => {
    const bench = await failedRun();
    const here = bench.at(rename(bench));
    mend(bench);
    const both = await Promise.all([here(['resume', '--moved']), here(['resume', '--moved'])]);
    expect(both.map(({ exit }) => exit)).toContain(0);
    expect(bench.events().filter(({ type }) => type === 'RepositoryMoved')).toHaveLength(1);
    expect(bench.events().at(-1)?.type).toBe('RunStopped');
  });

  it('may move again, and be forked from before all of that', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    exited(await bench.at(place)(['resume', '--moved']), 1);
    const again = join(bench.folder, 'again');
    renameSync(place, again);
    mend(bench);
    exited(await bench.at(again)(['fork', '1', '--at', 'look', '--moved']));
    expect(bench.events(2).find(({ type }) => type === 'RepositoryMoved')?.data).toMatchObject({
      root: again,
    });
    exited(await bench.at(again)(['discard', '1']));
  });
});

describe('what is no move', () => {
  it('is a copy: both are there, and the runs stay with the first', async () => {
    const bench = await failedRun();
    const copy = join(bench.folder, 'copy');
    cpSync(bench.repository.root, copy, { recursive: true });
    expect(exited(await bench.at(copy)(['resume'])).stderr).toContain('No active runs');
    expect(exited(await bench.at(copy)(['runs'])).stderr).toContain('no runs');
    expect(exited(await bench.at(copy)(['resume', '--moved'])).stderr).toContain('No active runs');
  });

  it('is a clone that does not hold what the run did, though the first is gone', async () => {
    const bench = await failedRun();
    const clone = join(bench.folder, 'clone');
    bench.repository.git('clone', '-q', '--no-local', '--single-branch', '.', clone);
    rename(bench, 'elsewhere');
    expect(exited(await bench.at(clone)(['resume'])).stderr).toContain('No active runs');
  });

  it('is another repository in the old place, whose numbers are its own once the runs were taken over', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    mend(bench);
    exited(await bench.at(place)(['resume', '--moved']));
    const other = repositoryAt(bench.repository.root, join(bench.folder, 'user'));
    other.commit({});
    expect(exited(await bench.refold(['runs'])).stderr).toContain('no runs');
    exited(await bench.refold(['run', bench.workflow(LOOKS, WRITES)]));
    expect(JSON.parse((await bench.refold(['runs', '--json'])).stdout)).toMatchObject([{ number: 1 }]);
    expect(JSON.parse((await bench.at(place)(['runs', '--json'])).stdout)).toMatchObject([{ number: 1 }]);
  });

  it('is told of where another repository with runs has taken its place, with what looks for them here', async () => {
    const bench = await failedRun();
    const [{ run }] = JSON.parse(exited(await bench.refold(['runs', '--json'])).stdout);
    const other = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
    other.commit({ 'b.txt': 'b' });
    exited(await bench.at(other.root)(['run', bench.workflow(LOOKS, WRITES)]), 1);
    const place = rename(bench);
    renameSync(other.root, bench.repository.root);
    const here = bench.at(place);
    const told = exited(await here(['runs'])).stderr;
    expect(told).toContain('1 run may be of it, whose repository is not where it was');
    expect(told).toContain(`\`refold resume ${run} --moved\` looks for it here from now on`);
    mend(bench);
    exited(await here(['resume', run, '--moved']));
    expect(exited(await here(['runs'])).stdout).toContain(run);
  });

  it('is another repository in the old place, unless a person says that the runs are not of that one', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    repositoryAt(bench.repository.root, join(bench.folder, 'user')).commit({});
    expect(exited(await bench.at(place)(['resume'])).stderr).toContain('No active runs');
    mend(bench);
    exited(await bench.at(place)(['resume', '--moved']));
    expect(bench.events().at(-1)?.data).toEqual({ reason: 'passed' });
  });

  it('leaves its place to another one, in which its unfinished runs are named and in the way of none', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    repositoryAt(bench.repository.root, join(bench.folder, 'user')).commit({});
    const begun = exited(await bench.refold(['run', bench.workflow(LOOKS, WRITES)]), 1);
    expect(begun.stderr).toMatch(/note: #1 \S+ is unfinished, and of another repository that stood here/);
    const { stderr } = exited(await bench.refold(['resume', '1']), 4);
    const [, folder = ''] = /move (.+) elsewhere/.exec(stderr) ?? [];
    renameSync(folder, `${place} of runs`);
    expect(exited(await bench.refold(['runs'])).stdout).not.toContain('#1');
  });

  it('is a run that starts alongside: its number is none that the others have', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    exited(await bench.at(place)(['run', bench.workflow(LOOKS, WRITES), '--new']), 1);
    const listed = JSON.parse((await bench.at(place)(['runs', '--json'])).stdout) as { number: number }[];
    expect(listed.map(({ number }) => number)).toEqual([2, 1]);
  });
});
