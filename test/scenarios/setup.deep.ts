import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, typesOf, until } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';

/** A checkout with things that no commit holds, and a configuration that gives them to every worktree. */
const withConfig = (setup: string): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({ 'package-lock.json': '{}', 'a.txt': 'a' });
  bench.repository.write({
    '.refold/config.yaml': `worktree: {link: [node_modules], copy: [".env*", "conf/*.local"], setup: [${setup}]}`,
    'node_modules/dep/index.js': 'x',
    '.env.test': 'KEY=1',
    'conf/my.local': 'mine',
  });
  const file = bench.workflow(
    'name: w\nsteps: [{name: do, type: code, agent: {command: [touch, work.txt]}, prompt: p, gate: [{bash: "test -f node_modules/dep/index.js && test -f .env.test"}]}]',
  );
  return { ...bench, file };
};

describe('a fresh worktree', () => {
  it('is given links, copies and what commands make; none of it but what commands make is committed', async () => {
    const bench = withConfig('"echo made > made.txt"');
    const run = await bench.refold(['run', bench.file]);
    expect(run.exit, run.stdout + run.stderr).toBe(0);
    expect(lstatSync(join(bench.worktree(), 'node_modules')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(bench.worktree(), 'conf/my.local'), 'utf8')).toBe('mine');
    const [branch = ''] = bench.repository
      .git('for-each-ref', '--format=%(refname)', 'refs/heads/refold')
      .split('\n');
    expect(bench.repository.git('ls-tree', '-r', '--name-only', branch).split('\n').sort()).toEqual([
      'a.txt',
      'made.txt',
      'package-lock.json',
      'work.txt',
    ]);
  });

  it('is set up again when it was gone', async () => {
    const bench = withConfig('"true"');
    await bench.refold(['run', bench.file]);
    rmSync(bench.worktree(), { recursive: true });
    const replayed = await bench.refold(['replay', '--from-step', 'do']);
    expect(replayed.exit, replayed.stdout + replayed.stderr).toBe(0);
    expect(typesOf(bench).filter((type) => type === 'SetupFinished')).toHaveLength(2);
    expect(existsSync(join(bench.repository.root, 'node_modules/dep/index.js'))).toBe(true);
  });

  it('whose setup fails stops the run in words, and a resume tries again', async () => {
    const bench = withConfig('"true", "test -f ../go || { echo no network; exit 7; }"');
    const run = await bench.refold(['run', bench.file]);
    expect(run.exit).toBe(1);
    expect(run.stdout).toMatch(/setting up the worktree by `test -f ..\/go.*exit 7.*no network/s);
    writeFileSync(join(bench.runFolder(), 'go'), '');
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });

  it('whose setup is killed is set up again, and nothing of the first try goes on', async () => {
    const bench = withConfig('"echo x >> ../tries; until test -f ../go; do sleep 0.02; done"');
    const { child, ended } = bench.start(['run', bench.file]);
    await until(() => existsSync(bench.home) && triesOf(bench) === 1);
    child.kill('SIGKILL');
    await ended;
    const old = agentsOf(bench);
    const resumed = bench.start(['resume']);
    await until(() => triesOf(bench) === 2);
    expect(agentsOf(bench).filter((pid) => old.includes(pid))).toEqual([]);
    writeFileSync(join(bench.runFolder(), 'go'), '');
    expect((await resumed.ended).exit).toBe(0);
    expect(typesOf(bench)).toContain('SetupInterrupted');
  });

  it('without a configuration is told of where it would miss something', async () => {
    const bench = withConfig('"true"');
    rmSync(join(bench.repository.root, '.refold'), { recursive: true });
    const run = await bench.refold(['run', bench.file]);
    expect(run.stderr).toContain('a fresh worktree has no node_modules');
  });
});

const triesOf = (bench: Bench): number => {
  try {
    return readFileSync(join(bench.runFolder(), 'tries'), 'utf8').trim().split('\n').length;
  } catch {
    return 0;
  }
};
