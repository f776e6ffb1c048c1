import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rename } from '../support/moved.js';
import { type Bench, createBench, exited, ofType } from '../support/refold.js';

/** A workflow that refold does not run, begun where its repository is not any more; where it is, and refold there. */
const begunElsewhere = async (...files: readonly string[]) => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  return gone(bench, files);
};

const gone = async (bench: Bench, files: readonly string[] = []) => {
  exited(
    await bench.refold(['checkpoint', 'deploy', '--step', '1', ...files.flatMap((file) => ['--file', file])]),
  );
  const place = rename(bench);
  const here: Bench['refold'] = (args) => bench.refold(args, { cwd: place });
  return { bench, place, here };
};

describe('a workflow that refold does not run, whose repository was moved', () => {
  it('is known by its files, asked about by every command that works on it, and gone on with once that is said', async () => {
    const { bench, place, here } = await begunElsewhere('a.txt');
    expect(exited(await here(['runs'])).stderr).toContain('when this repository was at');
    const refused = [
      'resume deploy',
      'resume',
      'complete deploy',
      'checkpoint deploy --step 2',
      'discard deploy',
      'archive deploy',
    ];
    for (const line of refused)
      expect(exited(await here(line.split(' ')), 2).stderr, line).toContain('`--moved` looks for them here');
    const restored = exited(await here(['restore', 'a.txt', 'deploy', '--force']), 2);
    expect(restored.stderr).toContain(
      '`refold resume deploy --moved` where it is now, or in another checkout of its repository',
    );
    // One of another name is nobody's, and begins.
    exited(await here(['checkpoint', 'other', '--step', '1']));
    exited(await here(['checkpoint', 'deploy', '--step', '2', '--moved']));
    const on = JSON.parse(exited(await here(['resume', 'deploy', '--json'])).stdout);
    expect(on).toMatchObject({ repository: place, verdict: 'clean', resumeAt: 3, number: 1 });
    renameSync(place, bench.repository.root);
    exited(await bench.refold(['complete', 'deploy', '--moved']));
    renameSync(bench.repository.root, place);
    exited(await here(['archive', 'deploy', '--moved']));
  });

  it('is not gone on with from another checkout of its repository, where its files are not', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a\n' });
    exited(await bench.refold(['checkpoint', 'deploy', '--step', '3', '--file', 'a.txt']));
    const other = join(bench.folder, 'other');
    bench.repository.git('worktree', 'add', '-q', other);
    const asked = await bench.refold(['resume', 'deploy'], { cwd: other });
    expect(exited(asked, 2).stderr).toContain('is at work in another checkout of this repository');
    const done = await bench.refold(['complete', 'deploy'], { cwd: other });
    expect(exited(done, 2).stderr).toContain('is at work in another checkout of this repository');
    expect(exited(await bench.refold(['resume', 'deploy'], { cwd: bench.folder })).stdout).toContain(
      'at step 4',
    );
  });

  it('is touched by nobody who made another repository in its place, and gone on with where it is now', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a\n' });
    exited(await bench.refold(['checkpoint', 'deploy', '--step', '3', '--file', 'a.txt']));
    const place = rename(bench);
    mkdirSync(bench.repository.root);
    bench.repository.git('init', '-q', '-b', 'main');
    bench.repository.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const before = bench.events();
    for (const line of ['resume deploy', 'checkpoint deploy --step 4', 'complete deploy', 'discard deploy'])
      expect(exited(await bench.refold(line.split(' ')), 4).stderr, line).toContain('holds nothing of this');
    expect(bench.events()).toEqual(before);
    const here = (line: string) => bench.refold(line.split(' '), { cwd: place });
    expect(exited(await here('resume deploy --moved')).stdout).toContain('at step 4');
    exited(await here('checkpoint deploy --step 4'));
  });

  it('is left as it is by a new run of the name, which is meant by it from then on', async () => {
    const { here } = await begunElsewhere('a.txt');
    exited(await here(['checkpoint', 'deploy', '--step', '7', '--new']));
    exited(await here(['checkpoint', 'deploy', '--step', '8']));
    exited(await here(['resume', '1', '--moved']), 0);
    expect(exited(await here(['resume', 'deploy'])).stdout).toContain('Resuming deploy at step 9.');
  });

  it('is not taken for that of another repository that holds the same file, whatever is said', async () => {
    const { bench, here } = await begunElsewhere('a.txt');
    const other = createBench();
    other.repository.write({ 'a.txt': 'a\n' });
    other.repository.commit({ 'b.txt': 'b\n' });
    const there: Bench['refold'] = (args) => bench.refold(args, { cwd: other.repository.root });
    expect(exited(await there(['runs'])).stderr).not.toContain('when this repository was at');
    const [{ run }] = JSON.parse(exited(await here(['runs', '--json'])).stdout);
    const taken = exited(await there(['resume', run, '--moved']), 2);
    expect(taken.stderr).not.toContain('looked for here');
    exited(await there(['checkpoint', 'deploy', '--step', '1']));
    exited(await here(['resume', 'deploy', '--moved']));
  });

  it('is meant by its name if it alone is active, whether of here or moved here, and before anybody says so', async () => {
    const bench = createBench();
    const { root } = bench.repository;
    bench.repository.commit({ 'a.txt': 'a\n' });
    exited(await bench.refold(['checkpoint', 'deploy', '--step', '1', '--file', 'a.txt']));
    const copy = join(bench.folder, 'copy');
    cpSync(root, copy, { recursive: true });
    const here: Bench['refold'] = (args) => bench.refold(args, { cwd: copy });
    exited(await here(['checkpoint', 'deploy', '--step', '5']));
    exited(await here(['discard', 'deploy']));
    rmSync(root, { recursive: true });
    expect(exited(await here(['show', 'deploy'])).stdout).toContain('active');
    expect(exited(await here(['resume', 'deploy']), 2).stderr).toContain('`--moved` looks for them here');
    const on = exited(await here(['resume', 'deploy', '--moved']));
    expect(on.stdout).toContain('Resuming deploy at step 2.');
  });

  it('comes back from a copy that took it, if somebody names it in its own repository and says so', async () => {
    const { bench, place, here } = await begunElsewhere('a.txt');
    const copy = join(bench.folder, 'copy');
    cpSync(place, copy, { recursive: true });
    exited(await bench.refold(['resume', 'deploy', '--moved'], { cwd: copy }));
    const [{ run }] = JSON.parse(exited(await bench.refold(['runs', '--json'], { cwd: copy })).stdout);
    expect(exited(await here(['runs', '--json'])).stdout).toBe('[]\n');
    expect(exited(await here(['resume', run, '--moved'])).stderr).toContain('they are looked for here');
    expect(exited(await here(['runs', '--json'])).stdout).toContain(run);
    expect(exited(await bench.refold(['runs', '--json'], { cwd: copy })).stdout).toBe('[]\n');
  });

  it('is asked about by a checkpoint where others have a run of the name too, and where a closed one of here had it', async () => {
    const { bench, here } = await begunElsewhere();
    const other = createBench();
    const there: Bench['refold'] = (args) => bench.refold(args, { cwd: other.repository.root });
    const refused = async () =>
      expect(exited(await here(['checkpoint', 'deploy', '--step', '2']), 2).stderr).toContain(
        '`--moved` looks for them here from now on; `--new` leaves them as they are',
      );
    exited(await there(['checkpoint', 'deploy', '--step', '7']));
    await refused();
    exited(await there(['complete', 'deploy']));
    await refused();
    exited(await here(['checkpoint', 'deploy', '--step', '9', '--new']));
    exited(await here(['discard', 'deploy']));
    await refused();
    exited(await here(['checkpoint', 'deploy', '--step', '2', '--moved']));
    expect(exited(await here(['resume', 'deploy'])).stdout).toContain('Resuming deploy at step 3.');
  });

  it('is begun anew only by one who says so, if it recorded no file but the repository holds its commit', async () => {
    const { here } = await begunElsewhere();
    const refused = exited(await here(['checkpoint', 'deploy', '--step', '2']), 2).stderr;
    expect(refused).toContain('`--new` leaves them as they are');
    exited(await here(['checkpoint', 'deploy', '--step', '2', '--new']));
  });

  it('may be of here where no run is known and nothing of it is to be seen, as a list of runs says', async () => {
    const { here } = await begunElsewhere();
    const listed = exited(await here(['runs']));
    const [, command = ''] = /1 run may be of it.*`refold (resume \S+ --moved)`/.exec(listed.stderr) ?? [];
    expect(exited(await here(['runs', '--json']))).toMatchObject({ stdout: '[]\n', stderr: '' });
    exited(await here(command.split(' ')));
    expect(exited(await here(['runs'])).stdout).toContain('deploy');
  });

  it('is believed to be of here if somebody names it and says so, where neither commit nor file can tell', async () => {
    const { bench, here } = await gone(createBench());
    expect(exited(await here(['resume', 'deploy']), 2).stderr).toContain(
      'if its repository was moved here, `--moved` looks',
    );
    const before = bench.events();
    expect(exited(await here(['resume', '--moved'])).stderr).toBe('No active runs to resume\n');
    expect(bench.events()).toEqual(before);
    expect(exited(await here(['resume', 'deploy', '--moved'])).stdout).toContain(
      'Resuming deploy at step 2.',
    );
    // What is still where it was has not moved.
    exited(await here(['checkpoint', 'copied', '--step', '1']));
    const copy = createBench();
    copy.repository.commit({ 'a.txt': 'a\n' });
    const resumed = await bench.refold(['resume', 'copied', '--moved'], { cwd: copy.repository.root });
    expect(exited(resumed, 2).stderr).toContain('another repository has it');
    expect(ofType(bench, 'RepositoryMoved', 2)).toEqual([]);
  });

  it('is believed to be of here also where another repository, which is where it was, has a run of the name', async () => {
    const { bench, here } = await gone(createBench());
    const other = createBench();
    exited(await bench.refold(['checkpoint', 'deploy', '--step', '7'], { cwd: other.repository.root }));
    exited(await here(['checkpoint', 'deploy', '--step', '2', '--moved']));
    const on = exited(await here(['resume', 'deploy']));
    expect(on.stdout).toContain('Resuming deploy at step 3.');
  });
});

/** The same, begun in a linked worktree, whose folder then is somewhere else. */
const begunInLinked = async () => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const was = join(bench.folder, 'linked');
  const place = join(bench.folder, 'elsewhere');
  bench.repository.git('worktree', 'add', '-q', was);
  writeFileSync(join(was, 'made.txt'), 'made\n');
  const at =
    (cwd: string): Bench['refold'] =>
    (args) =>
      bench.refold(args, { cwd });
  exited(await at(was)(['checkpoint', 'deploy', '--step', '1', '--file', 'made.txt', '--var', 'k=v']));
  return { bench, was, place, here: at(place) };
};

describe('a workflow that refold does not run, in a checkout that is gone from its repository', () => {
  it('goes on where that was moved, once somebody says so, and nothing is changed before', async () => {
    const { bench, was, place, here } = await begunInLinked();
    bench.repository.git('worktree', 'move', was, place);
    const before = bench.events();
    for (const line of [
      'resume deploy',
      'checkpoint deploy --step 2',
      'restore made.txt deploy --force',
      'verify --files 1',
    ])
      expect(exited(await here(line.split(' ')), 2).stderr, line).toContain(
        '`refold resume deploy --moved` where it is now, or in another checkout of its repository, looks for it',
      );
    expect(bench.events()).toEqual(before);
    const on = JSON.parse(exited(await here(['resume', 'deploy', '--moved', '--json'])).stdout);
    expect(on).toMatchObject({ repository: place, verdict: 'clean', resumeAt: 2, vars: { k: 'v' } });
    exited(await here(['checkpoint', 'deploy', '--step', '2']));
    exited(await here(['resume', 'deploy', '--moved']));
    expect(ofType(bench, 'RepositoryMoved')).toHaveLength(1);
    const back = await bench.refold(['checkpoint', 'deploy', '--step', '3']);
    expect(exited(back, 2).stderr).toContain(`another checkout of this repository, ${place}`);
  });

  it('gives its files back in another one where that was removed', async () => {
    const { bench, was, place, here } = await begunInLinked();
    bench.repository.git('worktree', 'remove', '--force', was);
    bench.repository.git('worktree', 'add', '-q', '--detach', place);
    exited(await here(['checkpoint', 'deploy', '--step', '2', '--moved']));
    expect(exited(await here(['resume', 'deploy']), 3).stderr).toContain('made.txt: DELETED');
    exited(await here(['restore', 'made.txt', 'deploy', '--force']));
    expect(readFileSync(join(place, 'made.txt'), 'utf8')).toBe('made\n');
    exited(await here(['complete', 'deploy']));
    rmSync(place, { recursive: true });
    const verified = await bench.refold(['verify', '--files', '1']);
    expect(exited(verified, 2).stderr).toContain('`refold state deploy` names what is kept of each file');
    exited(await bench.refold(['resume', 'deploy', '--moved']), 2);
  });
});
