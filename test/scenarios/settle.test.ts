import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Bench,
  createBench,
  hasEvent,
  hasWritten,
  type LoggedEvent,
  typesOf,
  until,
} from '../support/refold.js';
import { agentsOf, killAgents } from '../support/sweep.js';

/** One step whose agent writes, waits for a file, and writes again. */
const midTurn = (): Bench & { readonly file: string; readonly release: () => void } => {
  const bench = createBench();
  bench.repository.commit({});
  const go = join(bench.folder, 'go');
  const file = bench.workflow(
    'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: test -f second}]}]',
    `turns: [{step: work, do: [{write: {first: "1"}}, {until: "${go}"}, {write: {second: "2"}}, {say: finished}]}]`,
  );
  return { ...bench, file, release: () => writeFileSync(go, '') };
};

/** Starts the run and kills the engine alone when the agent is at work. */
const killEngine = async (bench: ReturnType<typeof midTurn>): Promise<void> => {
  const { child, ended } = bench.start(['run', bench.file]);
  // The program may be at work before the log knows of it.
  await until(() => hasWritten(bench, 'first') && hasEvent(bench, 'AgentSpawned'));
  child.kill('SIGKILL');
  await ended;
};

const only = (bench: Bench, type: string): LoggedEvent | undefined =>
  bench.events().find((event) => event.type === type);

/** How long a run has taken, as a command has it. */
const durationIn = async (bench: Bench, command: string): Promise<number> =>
  JSON.parse((await bench.refold([command, '--json'])).stdout).ms;

describe('an agent whose engine was killed', () => {
  it('and that still runs is adopted: it ran once, and its turn counts in full', async () => {
    const bench = midTurn();
    await killEngine(bench);
    expect((await bench.refold(['show'])).stdout).toContain('running on its own');
    const { ended } = bench.start(['resume']);
    await until(() => hasEvent(bench, 'AgentAdopted'));
    const [shown, reported] = [await durationIn(bench, 'show'), await durationIn(bench, 'report')];
    expect(reported, 'a report counts to now, as all else does').toBeGreaterThanOrEqual(shown);
    bench.release();
    const resumed = await ended;
    expect(resumed.exit, resumed.stderr).toBe(0);
    expect(typesOf(bench).filter((type) => type === 'CallIntended')).toHaveLength(1);
    expect(only(bench, 'CallFinished')?.data).toMatchObject({
      succeeded: true,
      output: { text: 'finished\n' },
    });
  });

  it('and that finished alone has its outcome taken', async () => {
    const bench = midTurn();
    await killEngine(bench);
    bench.release();
    await until(() => agentsOf(bench).length === 0);
    expect((await bench.refold(['show'])).stdout).toMatch(
      / interrupted\n[\s\S]*work has finished; a resume takes /,
    );
    for (const command of ['dashboard', 'runs', 'report']) {
      const { exit, stdout } = await bench.refold([command]);
      expect([exit, stdout], command).toEqual([0, expect.stringContaining('interrupted')]);
      expect(stdout, command).not.toContain('on its own');
    }
    expect((await bench.refold(['resume'])).exit).toBe(0);
    expect(typesOf(bench).filter((type) => type === 'CallIntended')).toHaveLength(1);
    expect(typesOf(bench)).not.toContain('AgentAdopted');
    const { ms } = only(bench, 'CallFinished')?.data ?? {};
    expect(ms).toBeGreaterThan(0);
    for (const command of ['show', 'report'])
      expect(await durationIn(bench, command), command).toBeGreaterThanOrEqual(Number(ms));
  });

  it('and that was killed with it runs its turn again, in the same attempt, on what it left', async () => {
    const bench = midTurn();
    await killEngine(bench);
    await killAgents(bench);
    bench.release();
    expect((await bench.refold(['resume'])).exit).toBe(0);
    const calls = bench.events().filter(({ type }) => type === 'CallIntended');
    expect(calls.map(({ data }) => [data.attempt, data.call])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    const interrupted = only(bench, 'CallInterrupted')?.data;
    expect([interrupted?.why, interrupted?.ms]).toEqual(['it ended together with the engine', undefined]);
    expect(typesOf(bench)).not.toContain('AttemptFailed');
  });

  it('survives the engine being killed again while it is adopted', async () => {
    const bench = midTurn();
    await killEngine(bench);
    for (const lives of [1, 2]) {
      const { child, ended } = bench.start(['resume']);
      await until(() => typesOf(bench).filter((type) => type === 'AgentAdopted').length === lives);
      child.kill('SIGKILL');
      await ended;
    }
    bench.release();
    expect((await bench.refold(['resume'])).exit).toBe(0);
    expect(typesOf(bench).filter((type) => type === 'CallIntended')).toHaveLength(1);
  });
});

describe('a replay while the agent of a killed engine still works', () => {
  it('stops that agent before it resets the worktree, and keeps what it wrote', async () => {
    const bench = midTurn();
    await killEngine(bench);
    const orphans = agentsOf(bench);
    expect(orphans).not.toEqual([]);
    const { ended } = bench.start(['replay', '--from-step', 'work']);
    await until(() => typesOf(bench).filter((type) => type === 'AgentSpawned').length === 2);
    expect(agentsOf(bench).filter((pid) => orphans.includes(pid))).toEqual([]);
    bench.release();
    const replayed = await ended;
    expect(replayed.exit, replayed.stderr).toBe(0);
    const order = typesOf(bench).filter((type) => ['CallInterrupted', 'WorktreeReset'].includes(type));
    expect(order).toEqual(['CallInterrupted', 'WorktreeReset']);
    const kept = only(bench, 'WorktreeReset')?.data.kept as { readonly ref: string };
    expect(bench.repository.git('show', `${kept.ref}:first`)).toBe('1');
  });
});

describe('the worktree', () => {
  it('that is gone at a resume stands again at the same path, from the branch', async () => {
    const bench = midTurn();
    await killEngine(bench);
    await killAgents(bench);
    const worktree = bench.worktree();
    rmSync(worktree, { recursive: true });
    bench.release();
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('worktree recreated');
    expect(typesOf(bench)).toContain('WorktreeRecreated');
    expect(existsSync(join(worktree, 'second'))).toBe(true);
  });

  it('that is gone together with its branch and commits ends the resume with exit 4', async () => {
    const bench = midTurn();
    await killEngine(bench);
    await killAgents(bench);
    rmSync(bench.worktree(), { recursive: true });
    rmSync(join(bench.repository.root, '.git'), { recursive: true });
    bench.repository.git('init', '-q');
    const resumed = await bench.refold(['resume', '1']);
    expect(resumed.exit).toBe(4);
    expect(resumed.stderr).toContain('holds nothing of this run');
  });
});

describe('a gate whose engine was killed', () => {
  it('is stopped if it still runs, and runs again', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const tally = join(bench.folder, 'tally');
    const go = join(bench.folder, 'go');
    const gate = `echo x >> '${tally}'; until test -f '${go}'; do sleep 0.02; done`;
    const file = bench.workflow(`name: w\nsteps: [{name: check, gate: [{bash: "${gate}"}]}]`);
    const { child, ended } = bench.start(['run', file]);
    await until(() => existsSync(tally));
    child.kill('SIGKILL');
    await ended;
    const [old] = agentsOf(bench);
    writeFileSync(go, '');
    expect((await bench.refold(['resume'])).exit).toBe(0);
    expect(agentsOf(bench)).not.toContain(old);
    expect(typesOf(bench)).toContain('GateInterrupted');
    expect(typesOf(bench).filter((type) => type === 'GateIntended')).toHaveLength(2);
  });
});

describe('a branch that someone moved', () => {
  it('while the engine was dead is not trodden on: the run stops as drift, exit 3, and goes on once it is put back', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
      'turns: [{step: work, do: [{write: {x: "1"}}]}]',
    );
    const intent = 11;
    const crash = await bench.refold(['run', file], {
      program: 'refold-crashing',
      env: { CRASH_AT: String(intent), CRASH_WHEN: 'after' },
    });
    expect(crash.signal).toBe('SIGKILL');
    expect(bench.events().at(-1)?.type).toBe('CommitIntended');
    const { git } = bench.repository;
    const branch = git('for-each-ref', '--format=%(refname)', 'refs/heads/refold');
    const base = git('rev-parse', branch);
    git('-C', bench.worktree(), 'commit', '-q', '--allow-empty', '-m', 'a person was here');
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit).toBe(3);
    expect(resumed.stdout).toContain('stopped   drift');
    git('update-ref', branch, base);
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });
});
