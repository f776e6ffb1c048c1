import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, hasEvent, hasWritten, typesOf, until } from '../support/refold.js';
import { agentsOf, killAgents } from '../support/sweep.js';

interface Working extends Bench {
  readonly file: string;
  readonly release: () => void;
}

/** A step whose agent writes a file and then waits for another; told to stop, it does not. */
const working = (): Working => {
  const bench = createBench();
  bench.repository.commit({});
  const go = join(bench.folder, 'go');
  const waits = `trap "" TERM; echo half > half.txt; until test -f "${go}"; do sleep 0.02; done`;
  const file = bench.workflow(
    'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
    `turns: [{step: work, do: [{run: [sh, -c, ${JSON.stringify(waits)}]}]}]`,
  );
  return { ...bench, file, release: () => writeFileSync(go, '') };
};

/** Kills the engine in the middle of the turn; its agent lives on. */
const killedInTurn = async (): Promise<Working> => {
  const bench = working();
  const { child, ended } = bench.start(['run', bench.file]);
  await until(() => hasEvent(bench, 'AgentSpawned') && hasWritten(bench, 'half.txt'));
  child.kill('SIGKILL');
  await ended;
  return bench;
};

const count = (bench: Bench, type: string): number =>
  bench.events().filter((event) => event.type === type).length;

describe('a replay that first ends what is under way', () => {
  it('and is asked to stop meanwhile replays nothing, keeps the work, and a resume goes on', async () => {
    const bench = await killedInTurn();
    const { child, ended } = bench.start(['replay', '--from-step', 'work']);
    await until(() => hasEvent(bench, 'StopRequested'));
    child.kill('SIGINT');
    await until(() => count(bench, 'StopRequested') === 2);
    // It would be killed after a while.
    await killAgents(bench);
    const { exit, stderr } = await ended;
    expect(exit, stderr).toBe(130);
    expect(typesOf(bench)).not.toContain('RunReplayed');
    expect(bench.events().at(-1)?.data).toMatchObject({ reason: 'interrupted', detail: 'SIGINT' });
    const kept = bench.events().find(({ type }) => type === 'WorkKept');
    expect(bench.repository.git('show', `${kept?.data.ref}:half.txt`)).toBe('half');
    expect(agentsOf(bench)).toEqual([]);
    bench.release();
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });

  it.each([
    ['is another one before the step', 'steps: [', 'steps: [{name: new, gate: [test]}, ', 'new (gates)'],
    ['does not hold together', 'steps: [', 'step: [', 'workflow.yaml:2'],
  ])('ends nothing, and makes no fork, where the workflow by now %s', async (_, from, to, words) => {
    const bench = await killedInTurn();
    writeFileSync(bench.file, readFileSync(bench.file, 'utf8').replace(from, to));
    const before = bench.events().length;
    for (const fork of [[], ['--fork']]) {
      const refused = await bench.refold(['replay', '1', '--from-step', 'work', ...fork]);
      expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining(words)]);
    }
    expect(bench.events()).toHaveLength(before);
    expect(agentsOf(bench)).not.toEqual([]);
    expect(JSON.parse((await bench.refold(['runs', '--json'])).stdout)).toHaveLength(1);
    await killAgents(bench);
  });

  it('and is asked twice ends at once, and a resume still works', async () => {
    const bench = await killedInTurn();
    const { child, ended } = bench.start(['replay', '--from-step', 'work']);
    await until(() => hasEvent(bench, 'StopRequested'));
    child.kill('SIGTERM');
    await until(() => count(bench, 'StopRequested') === 2);
    child.kill('SIGTERM');
    expect((await ended).exit).toBe(143);
    expect(typesOf(bench)).not.toContain('RunStopped');
    await killAgents(bench);
    bench.release();
    expect((await bench.refold(['resume'])).exit).toBe(0);
    expect((await bench.refold(['verify'])).exit).toBe(0);
  });
});

describe('a replay', () => {
  it('is done by one of two who ask for it at once; the other exits 5 and changes nothing', async () => {
    const bench = await killedInTurn();
    await killAgents(bench);
    const two = [1, 2].map(() => bench.start(['replay', '--from-step', 'work']));
    const loser = await Promise.race(two.map(({ ended }) => ended));
    expect(loser.exit, loser.stderr).toBe(5);
    bench.release();
    const exits = (await Promise.all(two.map(({ ended }) => ended))).map(({ exit }) => exit);
    expect(exits.sort()).toEqual([0, 5]);
    expect(count(bench, 'RunReplayed')).toBe(1);
    expect((await bench.refold(['verify'])).exit).toBe(0);
  });

  it('of a run on another machine, at rest or not, is refused; once it is taken over it comes to rest first', async () => {
    const bench = await killedInTurn();
    await killAgents(bench);
    bench.release();
    elsewhere(bench, 1);
    const before = readFileSync(join(bench.runFolder(), 'events.jsonl'));
    const refused = await bench.refold(['replay', '--from-step', 'work']);
    expect([refused.exit, refused.stderr]).toEqual([5, expect.stringContaining('--take-over')]);
    expect(readFileSync(join(bench.runFolder(), 'events.jsonl'))).toEqual(before);
    const taken = await bench.refold(['replay', '--from-step', 'work', '--take-over']);
    expect(taken.exit, taken.stderr).toBe(0);
    const order = bench.events().map(({ type }) => type);
    expect(order.indexOf('RunReplayed')).toBeGreaterThan(order.indexOf('StopRequested'));
    elsewhere(bench, 2);
    expect((await bench.refold(['replay', '--from-step', 'work'])).exit).toBe(5);
  });
});

/** Makes the lease one of a process that cannot be looked at from here. */
const elsewhere = (bench: Bench, lease: number): void => {
  const path = join(bench.runFolder(), 'lease', `${lease}`);
  const { released: _, ...held } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(
    path,
    JSON.stringify({ ...held, process: { ...held.process, host: 'elsewhere/0', boot: 'other' } }),
  );
};
