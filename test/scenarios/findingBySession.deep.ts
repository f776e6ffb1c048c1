import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, exited } from '../support/refold.js';

const SAYS = 'name: talk\nsteps: [{name: a, type: code, agent: {scripted: scenario.yaml}, prompt: p}]';

describe('a run by a session of its agent', () => {
  const talking = async (): Promise<Bench> => {
    const bench = createBench();
    bench.repository.commit({});
    const talk = (session: string): string =>
      bench.workflow(SAYS, `turns: [{step: a, do: [{session: ${session}}, {exit: 1}]}]`);
    exited(await bench.refold(['run', talk('one')]), 1);
    exited(await bench.refold(['run', talk('two'), '--new']), 1);
    return bench;
  };

  it('is found by `--session`, and by its name where no run bears it; a run keeps it after others', async () => {
    const bench = await talking();
    expect(exited(await bench.refold(['resume', '--session', 'one']), 1).stderr).not.toContain('newest run');
    expect(bench.events(1).some(({ type }) => type === 'RunResumed')).toBe(true);
    expect((await bench.refold(['show', 'two'])).stdout).toContain('run #2 ');
    const unknown = exited(await bench.refold(['resume', '--session', 'three']), 2).stderr;
    expect(unknown).toContain('no run holds a session three');
  });

  it('is not guessed where two hold it', async () => {
    const bench = await talking();
    const file = bench.workflow(SAYS, 'turns: [{step: a, do: [{session: two}, {exit: 1}]}]');
    exited(await bench.refold(['run', file, '--new']), 1);
    const tie = exited(await bench.refold(['show', 'two']), 2).stderr;
    expect(tie).toMatch(/two can be any of these runs: \S+ \(.*\), \S+ /);
  });

  it('is not called unknown where a damaged log may hold it', async () => {
    const bench = await talking();
    const log = join(bench.runFolder(2), 'events.jsonl');
    writeFileSync(log, 'not a log\n');
    const unknown = exited(await bench.refold(['show', 'two']), 2).stderr;
    expect(unknown).toContain('as far as the logs can be read; unreadable or damaged are those of ');
    const newest = exited(await bench.refold(['resume']), 4).stderr;
    expect(newest).toMatch(/^newest run: #2 (.|\n)* is damaged/);
    rmSync(join(bench.runFolder(1), 'events.jsonl'));
    for (const more of [[], ['--state', 'passed']]) {
      const listed = await bench.refold(['runs', ...more]);
      exited(listed, 4);
      expect(listed.stdout).toMatch(
        /^#2 {2}damaged +\S+\n {5}its log is damaged.*\n#1 {2}damaged +\S+\n {5}the log .* holds no event/,
      );
    }
  });
});
