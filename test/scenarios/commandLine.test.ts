import { spawnSync } from 'node:child_process';
import { describe, expect, inject, it } from 'vitest';
import { type Bench, createBench, type Ended } from '../support/refold.js';

const OK = 'name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]';

const refused = (ended: Ended, words: string, exit = 2): void => {
  expect(ended.exit, ended.stderr).toBe(exit);
  expect(ended.stderr).toContain(words);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
};

const hasRun = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({});
  await bench.refold(['run', bench.workflow(OK)]);
  return bench;
};

describe('the command line', () => {
  it.each([
    [['rnu'], "unknown command 'rnu'"],
    [['run'], '`refold run` needs a workflow'],
    [['show', '--nope'], "unknown option '--nope'\nhint: `refold show --help` tells what it takes"],
    [['bridge', '--run-id', '7'], 'a run is named without an option'],
    [['run', 'pair', '--prompt', 'x'], 'an input of a workflow is given as `--set name=value`'],
    [['replay'], "required option '--from-step <step>'"],
    [['show', '1', '2'], 'too many arguments'],
    [['resume', '--from-start', '--dry-run'], '`--dry-run` does nothing'],
    [['resume', '--continue', '--abort'], 'two answers to one question'],
  ])('%j is refused in one line with a hint, exit 2', async (args, words) => {
    const bench = createBench();
    refused(await bench.refold(args), words);
  });

  it('tells a program too what it cannot do, in one document, and nothing but words without being asked', async () => {
    const bench = createBench();
    const unknown = await bench.refold(['show', '--nope', '--json']);
    expect([unknown.exit, JSON.parse(unknown.stdout)]).toEqual([
      2,
      {
        error: {
          type: 'Usage',
          message: "unknown option '--nope'",
          hint: '`refold show --help` tells what it takes',
          exit: 2,
        },
      },
    ]);
    const missing = await bench.refold(['show', '7', '--json']);
    expect([missing.exit, JSON.parse(missing.stdout).error]).toMatchObject([
      2,
      { type: 'NoSuchRun', exit: 2 },
    ]);
    expect((await bench.refold(['show', '7'])).stdout).toBe('');
  });

  it('ends quietly when its reader goes away', async () => {
    const bench = await hasRun();
    const { child, ended } = bench.start(['log', '1']);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ exit: 0 });
  });

  it.each([
    ['a directory that is not there', ['show', '-C', '/nope'], {}, 'there is no directory /nope'],
    ['a directory without a name', ['-C', '', 'show'], {}, '`-C` is given an empty directory name'],
    ['one that is named before the command', ['-C', '/nope', 'show'], {}, 'there is no directory /nope'],
    [
      'a home that is no absolute path',
      ['show'],
      { REFOLD_HOME: 'rel' },
      'REFOLD_HOME is no absolute path: rel',
    ],
    ['a home that is a file', ['runs'], { REFOLD_HOME: process.execPath }, 'listing runs failed at'],
    ['a topic that is not there', ['help', 'nonsense'], {}, 'there is no help on nonsense'],
    ['a time that does not exist', ['state', '--at', '2026-13-45'], {}, 'names no moment'],
  ])('refuses %s, exit 2', async (_, args, env, words) => {
    const bench = await hasRun();
    refused(await bench.refold(args, { env }), words);
  });

  it('refuses a directory that was removed while somebody was in it', () => {
    const bench = createBench();
    const script = `mkdir gone && cd gone && rmdir ../gone && exec '${process.execPath}' '${inject('programs')}/refold.js' runs`;
    const { status, stderr } = spawnSync('sh', ['-c', script], {
      cwd: bench.folder,
      env: bench.env,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('the directory that this was started in is gone'),
    ]);
  });

  it('says when what it printed is lost', async () => {
    const bench = await hasRun();
    const [node, log] = [process.execPath, `${inject('programs')}/refold.js log 1`];
    const { status, stderr } = spawnSync('sh', ['-c', `'${node}' ${log} > /dev/full`], {
      env: bench.env,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('the output could not be written: ENOSPC')]);
  });

  it('goes on with a run when nobody reads what it says', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const { child, ended } = bench.start(['run', bench.workflow(OK)]);
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect((await ended).exit).toBe(0);
    expect(bench.events().at(-1)?.data.reason).toBe('passed');
  });

  it.each([
    ['exit-codes', 'another live process owns the run'],
    ['cuts', 'build/impl@L2.1'],
    ['environment', 'REFOLD_HOME'],
    ['configuration', 'permissions: edits'],
  ])('explains %s', async (topic, words) => {
    const bench = createBench();
    expect((await bench.refold(['--help'])).stdout).toContain(topic);
    expect(await bench.refold(['help', topic])).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining(words),
    });
  });

  it('prints help and version with exit 0', async () => {
    const bench = createBench();
    expect(await bench.refold(['--version'])).toMatchObject({ exit: 0, stdout: '0.1.0\n' });
    for (const args of [
      ['--help'],
      ['help'],
      ['run', '--help'],
      ['workflows', '--help'],
      ['help', 'run'],
      [],
    ]) {
      const help = await bench.refold(args);
      expect(help.exit, `${args}`).toBe(0);
      expect(help.stdout.match(/^Usage: refold/gm), `${args}`).toHaveLength(1);
    }
  });
});

describe('an agent', () => {
  it.each([
    ['that is no program', '{command: [no-such-program]}', 'exited 127: a program was not found'],
    ['that cannot be run', '{command: [./text.txt]}', 'exited 126: a program could not be run'],
    ['whose name is a word of the shell', '{command: [exit, "0"]}', 'exited 127: a program was not found'],
    ['that fails', '{command: [sh, -c, "echo oops >&2; exit 9"]}', 'the command exited 9 ⏎ oops'],
    ['that is killed by the system', '{command: [sh, -c, "kill -9 $$"]}', 'the command exited 137'],
  ])('%s fails its attempt in words', async (_, agent, words) => {
    const bench = createBench();
    bench.repository.commit({ 'text.txt': 'no program' });
    const run = await bench.refold([
      'run',
      bench.workflow(`name: w\nsteps: [{name: a, type: code, prompt: p, agent: ${agent}}]`),
    ]);
    expect(run.exit).toBe(1);
    expect(run.stderr.replaceAll('⏎', ' ⏎ ').replace(/ +/g, ' ')).toContain(words);
  });

  it('that kills its own process group fails its attempt, and is not run for ever', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const run = await bench.refold([
      'run',
      bench.workflow(
        'name: w\nsteps: [{name: a, type: code, prompt: p, agent: {command: [sh, -c, "kill -9 0"]}}]',
      ),
    ]);
    expect(run.exit).toBe(1);
    expect(run.stderr).toContain('killed from outside');
  });
});
