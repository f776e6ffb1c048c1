import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, hasEvent, hasWritten, until } from '../support/refold.js';

const waiting = () => {
  const bench = createBench();
  bench.repository.commit({});
  const go = join(bench.folder, 'go');
  const file = bench.workflow(
    'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
    `turns: [{step: work, do: [{write: {x: "1"}}, {until: "${go}"}]}]`,
  );
  // The program may be at work before the log knows of it.
  const isWritten = (): boolean =>
    hasWritten(bench, 'x') && readFileSync(join(bench.worktree(), 'x'), 'utf8') === '1';
  const atWork = (): boolean => isWritten() && hasEvent(bench, 'AgentSpawned');
  return { ...bench, file, atWork, release: () => writeFileSync(go, '') };
};

describe('a run', () => {
  it('that a live process owns is left alone: exit 5, the owner named, nothing changed', async () => {
    const bench = waiting();
    const { child, ended } = bench.start(['run', bench.file]);
    await until(bench.atWork);
    const before = readFileSync(join(bench.runFolder(), 'events.jsonl'));
    for (const command of [['resume'], ['resume', '1'], ['replay', '--from-step', 'work']]) {
      const second = await bench.refold(command);
      expect(second.exit).toBe(5);
      expect(second.stderr).toContain(`pid ${child.pid}`);
    }
    expect(readFileSync(join(bench.runFolder(), 'events.jsonl'))).toEqual(before);
    expect((await bench.refold(['show'])).stdout).toContain('running');
    bench.release();
    expect((await ended).exit).toBe(0);
  });

  it('whose engine is gone runs on its own, and is resumed by one of two who try at once; the other exits 5 and changes nothing', async () => {
    const bench = waiting();
    const first = bench.start(['run', bench.file]);
    await until(bench.atWork);
    first.child.kill('SIGKILL');
    await first.ended;
    const before = bench.contents();
    expect((await bench.refold(['show'])).stdout).toMatch(
      /running on its own\n.*agent +work is at work \(pid /s,
    );
    expect(JSON.parse((await bench.refold(['runs', '--json'])).stdout)).toMatchObject([
      { status: 'running on its own', onItsOwn: [{ path: 'work', found: 'at work' }] },
    ]);
    expect(bench.contents()).toEqual(before);
    const two = [bench.start(['resume']), bench.start(['resume'])];
    const loser = await Promise.race(two.map(({ ended }) => ended));
    expect(loser.exit).toBe(5);
    bench.release();
    const exits = (await Promise.all(two.map(({ ended }) => ended))).map(({ exit }) => exit);
    expect(exits.sort()).toEqual([0, 5]);
    expect(bench.events().filter(({ type }) => type === 'LifeBegan')).toHaveLength(2);
    expect((await bench.refold(['verify'])).exit).toBe(0);
  });

  it('of an owner on another machine is taken over only with --take-over', async () => {
    const bench = waiting();
    bench.release();
    const crash = await bench.refold(['run', bench.file], {
      program: 'refold-crashing',
      env: { CRASH_AT: '5' },
    });
    expect(crash.signal).toBe('SIGKILL');
    elsewhere(bench);
    const refused = await bench.refold(['resume']);
    expect(refused.exit).toBe(5);
    expect(refused.stderr).toContain('another machine may run this');
    expect(refused.stderr).toContain('--take-over');
    expect((await bench.refold(['resume', '--take-over'])).exit).toBe(0);
  });

  it('of an owner on another machine is shown its plan, and is begun anew, only with --take-over', async () => {
    const bench = waiting();
    bench.release();
    await bench.refold(['run', bench.file], { program: 'refold-crashing', env: { CRASH_AT: '5' } });
    elsewhere(bench);
    for (const way of ['--dry-run', '--from-start'])
      expect((await bench.refold(['resume', '1', way])).exit, way).toBe(5);
    const before = bench.contents();
    const shown = await bench.refold(['resume', '--dry-run', '--take-over']);
    expect([shown.exit, shown.stdout]).toEqual([0, expect.stringContaining('resume plan')]);
    expect(bench.contents()).toEqual(before);
    const begun = await bench.refold(['resume', '--from-start', '--take-over']);
    expect(begun.exit, begun.stderr).toBe(0);
    expect(JSON.parse((await bench.refold(['show', '1', '--json'])).stdout).status).toBe('discarded');
    expect(bench.events(2)[0]?.data.insteadOf).toBe(bench.events(1)[0]?.data.run);
  });

  it('whose leases were cleared away is resumed with a higher lease than any before', async () => {
    const bench = waiting();
    bench.release();
    await bench.refold(['run', bench.file], { program: 'refold-crashing', env: { CRASH_AT: '5' } });
    for (const name of readdirSync(join(bench.runFolder(), 'lease'))) {
      rmSync(join(bench.runFolder(), 'lease', name));
    }
    expect((await bench.refold(['resume'])).exit).toBe(0);
    const leases = bench
      .events()
      .filter(({ type }) => type === 'LifeBegan')
      .map(({ data }) => data.lease);
    expect(leases).toEqual([1, 2]);
    expect((await bench.refold(['verify'])).exit).toBe(0);
  });

  it('starts with a number of its own, however many start at once', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]');
    const runs = await Promise.all(Array.from({ length: 8 }, () => bench.refold(['run', file, '--json'])));
    expect(
      runs.map(({ exit }) => exit),
      runs.map(({ stdout }) => stdout).join(''),
    ).toEqual(Array(8).fill(0));
    const numbers = runs.map(({ stdout }) => JSON.parse(stdout).number);
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

/** Makes the first lease of the run one of a process that cannot be looked at from here. */
const elsewhere = (bench: Bench): void => {
  const lease = join(bench.runFolder(1), 'lease', '1');
  const held = JSON.parse(readFileSync(lease, 'utf8'));
  const process = { ...held.process, host: 'elsewhere/0', boot: 'other' };
  writeFileSync(lease, JSON.stringify({ ...held, process }));
};
