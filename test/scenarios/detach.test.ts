import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench, until } from '../support/refold.js';

describe('a run without a terminal', () => {
  it('goes on by itself, is followed by its log, left alone, and followed again to its end', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const gate = join(bench.folder, 'finished');
    const script = `echo a first word; until test -f '${gate}'; do sleep 0.02; done; exit 3`;
    const file = bench.workflow(
      `name: slow\nsteps: [{name: think, type: code, agent: {command: [sh, -c, ${JSON.stringify(script)}]}, prompt: x}]`,
    );
    const begun = await bench.refold(['run', file, '--detach', '--json']);
    expect([begun.exit, begun.stderr]).toEqual([0, expect.stringContaining('`refold attach 1` follows it')]);
    const { run, number, repository, output, pid, ...others } = JSON.parse(begun.stdout);
    expect([number, output]).toEqual([1, join(bench.runFolder(), 'detached.out')]);
    expect([repository, others]).toEqual([expect.stringMatching(/^the-repository-[0-9a-f]{6}$/), {}]);
    expect(readdirSync(join(bench.home, 'starting'))).toEqual([]);

    const printing = bench.start(['log', '1', '--output', '--follow']);
    const seen: string[] = [];
    printing.child.stdout?.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
    const happening = bench.start(['log', '1', '--follow']);
    const leaving = bench.start(['attach', '1']);
    const told: string[] = [];
    leaving.child.stderr?.on('data', (chunk: Buffer) => told.push(chunk.toString()));
    await until(() => told.join('').includes('▶ think') && seen.join('').includes('a first word'));
    leaving.child.kill('SIGINT');
    const left = await leaving.ended;
    expect([left.exit, left.stderr]).toEqual([130, expect.stringContaining('the run goes on')]);
    process.kill(pid, 0);

    const busy = await bench.refold(['resume', run, '--detach']);
    expect([busy.exit, busy.stderr]).toEqual([5, expect.stringContaining(`pid ${pid}`)]);

    const attached = bench.start(['attach']);
    const followed: string[] = [];
    attached.child.stderr?.on('data', (chunk: Buffer) => followed.push(chunk.toString()));
    await until(() => followed.join('').includes('▶ think'));
    writeFileSync(gate, '');
    const { exit, stdout, stderr } = await attached.ended;
    expect([exit, stdout]).toEqual([1, expect.stringContaining('✗ think  failed')]);
    expect(stderr).toContain('✗ think failed');
    expect((await happening.ended).stdout).toMatch(/RunStopped .*\n$/);
    expect((await printing.ended).stdout).toMatch(/^── think {2}command, seq \d+\na first word\n$/);
    expect(readFileSync(output, 'utf8')).toContain('✗ think failed');
  });

  it('that does not begin says why to the person who asked, and ends as it would have at a terminal', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const there = await bench.refold(['run', 'nowhere', '--detach']);
    expect([there.exit, there.stderr]).toEqual([2, expect.stringMatching(/^error: there is no workflow/)]);
    const asked = await bench.refold(['run', 'nowhere', '--detach', '--json']);
    expect([asked.exit, asked.stderr]).toEqual([2, there.stderr]);
    expect(JSON.parse(asked.stdout)).toMatchObject({ error: { type: 'WorkflowNotFound', exit: 2 } });
    expect(existsSync(join(bench.home, 'runs'))).toBe(false);
    expect(readdirSync(join(bench.home, 'starting'))).toEqual([]);
    const withoutTmux = await bench.refold(['run', 'nowhere', '--tmux'], { env: { PATH: bench.folder } });
    expect([withoutTmux.exit, withoutTmux.stderr]).toEqual([
      2,
      expect.stringContaining('there is no `tmux`'),
    ]);
    const atOdds = await bench.refold(['run', 'nowhere', '--detach', '--dry-run']);
    expect([atOdds.exit, atOdds.stderr]).toEqual([2, expect.stringContaining('`--dry-run` does nothing')]);
  });
});

describe('the dashboard, where there is no terminal', () => {
  it('is printed once: as a text, or as one document', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const none = await bench.refold(['dashboard']);
    expect([none.exit, none.stdout]).toEqual([0, expect.stringContaining('there are no runs yet')]);
    const file = bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]');
    expect((await bench.refold(['run', file])).exit).toBe(0);
    const text = await bench.refold(['dashboard']);
    expect([text.exit, text.stdout]).toEqual([0, expect.stringMatching(/recent\n {2}#1 {2}passed/)]);
    const { exit, stdout } = await bench.refold(['dashboard', '--json']);
    const { recent, ...others } = JSON.parse(stdout);
    expect([exit, others]).toEqual([0, { at: expect.any(String), active: [], damaged: [] }]);
    expect(Object.keys(recent[0])).toMatchInlineSnapshot(`
      [
        "repository",
        "run",
        "number",
        "workflow",
        "status",
        "state",
        "steps",
        "ms",
        "updatedAt",
        "stop",
        "spend",
        "limits",
        "bridge",
        "branch",
        "worktree",
        "tmux",
      ]
    `);
  });

  it('ends as the list of runs does where one of them is damaged', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]');
    expect((await bench.refold(['run', file])).exit).toBe(0);
    writeFileSync(join(bench.runFolder(1), 'events.jsonl'), 'no event\n');
    for (const args of [['runs'], ['dashboard'], ['dashboard', '--json']]) {
      const { exit, stdout } = await bench.refold(args);
      expect([exit, stdout], `${args}`).toEqual([4, expect.stringContaining('damaged')]);
    }
  });
});
