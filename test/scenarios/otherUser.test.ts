import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { type Bench, createBench } from '../support/refold.js';

/** Runs a command as a user without rights; where the tests run as such a one, as that. */
const asNobody = (
  bench: Bench,
  ...argv: readonly string[]
): { readonly exit: number; readonly output: string } => {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chown', ['-R', '65534:65534', bench.folder]);
  const wrapped = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...argv]
    : [...argv];
  const [file = '', ...args] = wrapped;
  try {
    const env = { ...bench.env, HOME: join(bench.folder, 'user') };
    return {
      exit: 0,
      output: execFileSync(file, args, { cwd: bench.repository.root, env, encoding: 'utf8', stdio: 'pipe' }),
    };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { exit: status, output: stdout + stderr };
  }
};

/** The program, where such a user may read it: the folder of this project may be closed to others. */
const programFor = (bench: Bench): string => {
  const programs = join(bench.folder, 'programs');
  cpSync(inject('programs'), programs, { recursive: true });
  return join(programs, 'refold.js');
};

const refold = (bench: Bench, ...args: readonly string[]) =>
  asNobody(bench, process.execPath, programFor(bench), ...args);

describe('a user without rights', () => {
  it('runs a workflow in a repository of their own, and is told of a run that they may not look at', () => {
    const bench = createBench();
    bench.repository.commit({});
    const run = refold(
      bench,
      'run',
      bench.workflow('name: w\nsteps: [{name: a, type: code, prompt: p, agent: {command: [touch, x]}}]'),
    );
    expect(run.exit, run.output).toBe(0);
    chmodSync(bench.runFolder(), 0);
    const runs = refold(bench, 'runs', '--all');
    expect([runs.exit, runs.output]).toEqual([4, expect.stringMatching(/^#1 +damaged .*\n.*EACCES/)]);
    chmodSync(bench.runFolder(), 0o700);
  });

  it('is told which file and which folder an agent left that nobody can read, never that all is clean, and the work is still there', () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: a, type: code, prompt: p, agent: {command: [sh, -c, "echo work > work.txt; echo x > secret; mkdir shut; chmod 0 secret shut"]}}]',
    );
    const run = refold(bench, 'run', file);
    expect(run.exit, run.output).toBe(3);
    expect(run.output).toMatch(/stopped +drift: git cannot take in .*shut.*secret.*put that right/s);
    expect(refold(bench, 'verify', '--files').output).toMatch(/in flight[\s\S]*secret, shut\//);
    expect(asNobody(bench, 'cat', join(bench.worktree(), 'work.txt')).output).toBe('work\n');
    expect(
      asNobody(bench, 'chmod', '700', ...['secret', 'shut'].map((one) => join(bench.worktree(), one))).exit,
    ).toBe(0);
    expect(refold(bench, 'resume').exit).toBe(0);
  });

  it('is told of a home that cannot be written to', () => {
    const bench = createBench();
    bench.repository.commit({});
    const run = asNobody(
      bench,
      'env',
      'REFOLD_HOME=/usr/refold-home',
      process.execPath,
      programFor(bench),
      'run',
      bench.workflow('name: w\nsteps: [{name: a, gate: [{bash: "true"}]}]'),
    );
    expect(run.exit).toBe(2);
    expect(run.output).toContain('/usr/refold-home');
  });

  it('is told to open what is there and closed to them: the runs, and the log of one that may bear the name', () => {
    const bench = createBench();
    bench.repository.commit({});
    writeFileSync(join(bench.repository.root, 'mine.txt'), 'a');
    const checkpoint = ['checkpoint', 'deploy', '--step', '1', '--file', 'mine.txt'];
    expect(refold(bench, ...checkpoint).exit).toBe(0);
    const [payload = ''] = readdirSync(join(bench.runFolder(), 'payloads'));
    const content = join(bench.runFolder(), 'payloads', payload);
    const log = join(bench.runFolder(), 'events.jsonl');
    const told = (mode: number, path: string, ...args: readonly string[]) => {
      chmodSync(path, mode);
      const { exit, output } = refold(bench, ...args);
      chmodSync(path, 0o700);
      return [exit, output];
    };
    const [closed, readOnly, home, kept] = [
      /log \S.*events.jsonl could not be read: EACCES.*\n.*make the file readable/,
      /log \S.*events.jsonl could not be opened for writing: EACCES.*\n.*make the file writable/,
      /listing runs failed at .*: EACCES.*\n.*make that folder readable/,
      /payload \S+ of the run in .* could not be read: EACCES.*\n.*make that file readable/,
    ].map((words) => expect.stringMatching(words));
    expect(told(0, log, 'verify', 'deploy')).toEqual([4, closed]);
    expect(told(0o400, log, 'complete', 'deploy')).toEqual([4, readOnly]);
    expect(told(0, join(bench.home, 'runs'), 'runs')).toEqual([2, home]);
    expect(told(0, content, 'resume', 'deploy')).toEqual([4, kept]);
    expect(told(0, content, 'verify', 'deploy')).toEqual([4, expect.stringContaining('could not be read')]);
    expect(refold(bench, 'resume', 'deploy').exit).toBe(0);
  });

  it('has nothing recorded of a checkpoint of which they may not read a file', () => {
    const bench = createBench();
    bench.repository.commit({ 'mine.txt': 'a', 'closed.txt': 'b' });
    chmodSync(join(bench.repository.root, 'closed.txt'), 0);
    const files = ['--file', 'mine.txt', '--file', 'closed.txt'];
    const { exit, output } = refold(bench, 'checkpoint', 'deploy', '--step', '1', ...files);
    expect([exit, output]).toEqual([
      2,
      expect.stringContaining('closed.txt cannot be kept: permission denied'),
    ]);
    expect(existsSync(join(bench.home, 'runs'))).toBe(false);
  });
});
