import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { idOf, logOf, passedRun, refsUnder } from '../support/endings.js';
import { createBench, exited, until } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';

describe('a discarded fork that has done nothing', () => {
  it('names what lists the rest of it, to be given in the directory that was named', async () => {
    const bench = await passedRun();
    exited(await bench.refold(['fork', '1', '--at', 'do', '--prepare']));
    const from = ['-C', bench.repository.root];
    const hint = `hint: \`refold -C '${bench.repository.root}' gc --dry-run\` lists what it took over\n`;
    for (const command of ['discard', 'show'])
      expect(exited(await bench.refold([...from, command, '2'], { cwd: bench.folder })).stderr).toContain(
        hint,
      );
  });
});

describe('discard', () => {
  it('removes worktree and branch, keeps the log and all that they held, and is done once', async () => {
    const bench = await passedRun();
    const { git } = bench.repository;
    const run = idOf(bench);
    const head = git('rev-parse', `refold/${run}/main`);
    writeFileSync(join(bench.worktree(), 'notes of a person.txt'), 'mine');
    const discarded = await bench.refold(['discard', '--json']);
    expect(discarded.exit, discarded.stderr).toBe(0);
    expect(discarded.stderr).toContain('what was not committed is kept under');
    expect(JSON.parse(discarded.stdout)).toMatchObject({ status: 'discarded', kept: { done: true } });
    expect(existsSync(bench.worktree())).toBe(false);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(refsUnder(bench, 'refs/heads/')).toEqual(['main']);
    const kept = JSON.parse(discarded.stdout).kept.refs;
    expect(refsUnder(bench, kept)).toEqual(['main', 'work/main']);
    expect(git('rev-parse', `${kept}main`)).toBe(head);
    expect(git('rev-parse', `${kept}work/main^`)).toBe(head);
    expect(git('show', `${kept}work/main:notes of a person.txt`)).toBe('mine');

    const before = logOf(bench);
    const again = await bench.refold(['discard', '1']);
    expect(again).toMatchObject({ exit: 0, stderr: expect.stringContaining('is discarded already') });
    const resumed = await bench.refold(['resume', '1']);
    expect(resumed).toMatchObject({ exit: 2, stderr: expect.stringContaining('run #1 is discarded') });
    expect((await bench.refold(['replay', '1', '--from-step', 'do'])).exit).toBe(2);
    const restored = await bench.refold(['restore', 'new.txt', '1']);
    expect(restored).toMatchObject({ exit: 2, stderr: expect.stringContaining('run #1 is discarded') });
    expect((await bench.refold(['resume'])).stderr).toBe('No active runs to resume\n');
    expect(logOf(bench)).toBe(before);
    const forked = await bench.refold(['fork', '1', '--at', 'do']);
    expect(forked.exit, forked.stderr).toBe(0);
    expect(git('show', `refold/${idOf(bench, 2)}/main:new.txt`)).toBe('new');
  });

  it('of a run whose engine was killed stops its agent first, and keeps what that was at', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a' });
    const at = join(bench.folder, 'at work');
    const workflow = 'name: w\nsteps: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: do}]';
    const turn = `[{write: {half.txt: half}}, {run: [touch, ${JSON.stringify(at)}]}, {hang: true}]`;
    const { child, ended } = bench.start([
      'run',
      bench.workflow(workflow, `turns: [{step: do, do: ${turn}}]`),
    ]);
    await until(() => existsSync(at));
    const refused = await bench.refold(['discard', '1']);
    expect(refused).toMatchObject({ exit: 5, stderr: expect.stringContaining(`pid ${child.pid} on `) });
    child.kill('SIGKILL');
    await ended;
    expect(agentsOf(bench).length).toBeGreaterThan(0);
    const discarded = await bench.refold(['discard']);
    expect(discarded.exit, discarded.stderr).toBe(0);
    expect(agentsOf(bench)).toEqual([]);
    const [work = ''] = refsUnder(bench, 'refs/refold/').filter((ref) => ref.split('/').includes('work'));
    expect(bench.repository.git('show', `refs/refold/${work}:half.txt`)).toBe('half');
    const types = bench.events().map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['CallInterrupted', 'RunDiscarded']);
  });

  it('is refused where another repository stands in the place of the one that it was made in, which has all of it still', async () => {
    const bench = await passedRun();
    const { git, root } = bench.repository;
    const away = `${root} away`;
    renameSync(root, away);
    mkdirSync(root);
    git('init', '-q', '-b', 'main');
    bench.repository.commit({});
    const before = logOf(bench);
    const onLeaving = ['apply', 'archive', 'discard', 'resume', 'resume --dry-run', 'resume --from-start'];
    const others = [
      'verify --files',
      'fork --at 9',
      'fork --at 9 --dry-run',
      'replay --from-step write --dry-run',
    ];
    for (const command of [...onLeaving, ...others]) {
      const [word = '', ...options] = command.split(' ');
      const refused = await bench.refold([word, '1', ...options]);
      expect(refused, command).toMatchObject({ exit: 4 });
      expect(refused.stderr, command).toContain('holds nothing of this run');
    }
    expect(logOf(bench)).toBe(before);
    const there = await bench.refold(['apply', '1', '--moved'], { cwd: away });
    expect(there.exit, there.stderr).toBe(0);
  });
});
