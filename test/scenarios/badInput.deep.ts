import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suffixOf } from '../../src/events/chain.js';
import { hashOf } from '../support/lines.js';
import { type Bench, createBench, type Ended, exited } from '../support/refold.js';
import { addLib } from '../support/submodule.js';

const OK = 'name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]';

const refused = (ended: Ended, words: string, exit = 2): void => {
  expect(ended.exit, ended.stderr).toBe(exit);
  expect(ended.stderr).toContain(words);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
};

describe('run, in', () => {
  it('no repository: exit 2', async () => {
    const bench = createBench();
    refused(
      await bench.refold(['run', bench.workflow(OK)], { cwd: bench.folder }),
      'is in no git repository',
    );
  });

  it('a repository without a commit: exit 2, and what to do', async () => {
    const bench = createBench();
    refused(await bench.refold(['run', bench.workflow(OK)]), 'has no commit yet');
  });

  it('a bare repository: works', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a' });
    const bare = join(bench.folder, 'bare.git');
    bench.repository.git('clone', '-q', '--bare', bench.repository.root, bare);
    const run = await bench.refold(['run', bench.workflow(OK)], { cwd: bare });
    expect(run.exit, run.stderr).toBe(0);
  });

  it('a detached HEAD: works, and says so', async () => {
    const bench = createBench();
    bench.repository.commit({});
    bench.repository.git('checkout', '-q', '--detach');
    const run = await bench.refold(['run', bench.workflow(OK)]);
    expect(run.exit).toBe(0);
    expect(run.stderr).toContain('(detached HEAD)');
  });

  it('a subfolder, a linked worktree, and with -C from anywhere: all mean the same repository', async () => {
    const bench = createBench();
    bench.repository.commit({ 'deep/er/x': 'x' });
    const file = bench.workflow(OK);
    const linked = join(bench.folder, 'linked worktree');
    bench.repository.git('worktree', 'add', '-q', '-b', 'other', linked);
    expect((await bench.refold(['run', file], { cwd: join(bench.repository.root, 'deep/er') })).exit).toBe(0);
    expect((await bench.refold(['run', file], { cwd: linked })).exit).toBe(0);
    expect((await bench.refold(['run', file, '-C', bench.repository.root], { cwd: bench.folder })).exit).toBe(
      0,
    );
    expect((await bench.refold(['show', '3'], { cwd: linked })).stdout).toContain('run #3');
  });

  it('a repository with submodules, which stay as they are', async () => {
    const bench = createBench();
    addLib(bench);
    const file = bench.workflow(
      'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
      'turns: [{step: work, do: [{write: {new.txt: x}}]}]',
    );
    expect((await bench.refold(['run', file])).exit).toBe(0);
    const branch = bench.repository.git('for-each-ref', '--format=%(refname)', 'refs/heads/refold');
    expect(bench.repository.git('diff', '--name-only', 'main', branch)).toBe('new.txt');
  });

  it('a git hook, whose environment points into the repository', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const env = {
      GIT_DIR: join(bench.repository.root, '.git'),
      GIT_INDEX_FILE: '/nowhere/index',
      GIT_WORK_TREE: bench.repository.root,
    };
    expect((await bench.refold(['run', bench.workflow(OK)], { env })).exit).toBe(0);
    expect(bench.repository.git('status', '--porcelain')).toBe('');
  });

  it('a repository with a branch named refold, which leaves no room for ours: exit 2, and what to do, which helps', async () => {
    const bench = createBench();
    bench.repository.commit({});
    bench.repository.git('branch', 'refold');
    const begun = await bench.refold(['run', bench.workflow(OK)]);
    refused(begun, 'a branch is called refold');
    const [, words = ''] = /`git (.*) <name>`/.exec(begun.stderr) ?? [];
    bench.repository.git(...words.split(' '), 'other');
    exited(await bench.refold(['run', bench.workflow(OK)]), 0);
    exited(await bench.refold(['discard', '1']), 0);
    bench.repository.git('branch', 'refold');
    for (const more of [['--dry-run'], []])
      refused(await bench.refold(['fork', '1', '--at', 'look', ...more]), 'a branch is called refold');
    expect((await bench.refold(['runs'])).stdout).not.toContain('#2');
  });
});

describe('a workflow', () => {
  it('with ten mistakes is refused with all ten, each at its line, before anything is made', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(`nme: w
steps:
  - name: a
    type: code
    promt: x
  - name: a
    gate: [{bsh: "true"}]
  - name: b/c
    type: cod
    prompt: ""
    agent: claude
    retry: [{attempt: 3}, {attempt: 2}]
  - gate: []
`);
    const run = await bench.refold(['run', file]);
    refused(run, 'does not hold together');
    expect(
      run.stderr.split('\n').filter((line) => /workflow\.yaml:\d+:\d+: /.test(line)).length,
    ).toBeGreaterThanOrEqual(10);
    expect(() => readdirSync(join(bench.home, 'runs'))).toThrow();
    const checked = await bench.refold(['workflows', 'check', file]);
    expect(checked.exit).toBe(1);
  });

  it.each([
    ['that is not there', 'nothing.yaml', 'there is no workflow nothing.yaml'],
    ['whose name leads out of its place', 'a/../../secret', 'may not contain `..`'],
    ['that is a folder', './', 'cannot be read'],
  ])('%s is refused', async (_, name, words) => {
    const bench = createBench();
    bench.repository.commit({});
    refused(await bench.refold(['run', name]), words);
  });

  it('that is not text is refused', async () => {
    const bench = createBench();
    bench.repository.commit({});
    writeFileSync(join(bench.repository.root, 'bin.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x01]));
    refused(await bench.refold(['run', 'bin.yaml']), 'it is not UTF-8 text');
  });

  it('with 2 MB of steps is refused by its size, and leaves no run that looks begun', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const steps = Array.from(
      { length: 20_000 },
      (_, n) => `  - {name: s${n}, gate: [{bash: "true # ${'x'.repeat(40)}"}]}`,
    );
    const run = await bench.refold(['run', bench.workflow(`name: w\nsteps:\n${steps.join('\n')}\n`)]);
    refused(run, 'and a run can hold 983040');
    expect(existsSync(join(bench.home, 'runs'))).toBe(false);
  });
});

const hasRun = async (): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({});
  await bench.refold(['run', bench.workflow(OK)]);
  return bench;
};

describe('the home', () => {
  it('with junk among the runs is read past it', async () => {
    const bench = await hasRun();
    const [repository = ''] = readdirSync(join(bench.home, 'runs'));
    writeFileSync(join(bench.home, 'runs', 'a file'), 'x');
    mkdirSync(join(bench.home, 'runs', 'empty'));
    mkdirSync(join(bench.home, 'runs', repository, 'not-a-run'));
    writeFileSync(join(bench.home, 'runs', repository, 'numbers', 'junk'), 'x');
    expect((await bench.refold(['show'])).exit).toBe(0);
    expect((await bench.refold(['run', bench.workflow(OK)])).exit).toBe(0);
  });

  it('that is a file, or cannot be made, is refused in words', async () => {
    const bench = createBench();
    bench.repository.commit({});
    writeFileSync(join(bench.folder, 'file'), '');
    for (const home of [join(bench.folder, 'file'), '/proc/nothing']) {
      refused(
        await bench.refold(['run', bench.workflow(OK)], { env: { REFOLD_HOME: home } }),
        'runs are kept in $REFOLD_HOME',
      );
    }
  });

  it('that is empty has no runs, and readers say so', async () => {
    const bench = createBench();
    bench.repository.commit({});
    refused(await bench.refold(['show']), 'there is no run of this repository');
    refused(await bench.refold(['log', '7']), 'no run is called 7');
    const resumed = await bench.refold(['resume']);
    expect(resumed).toMatchObject({ exit: 0, stderr: 'No active runs to resume\n' });
    refused(await bench.refold(['resume', '7']), 'error: no run is called 7\n');
  });

  it('whose log is gone, empty or cut off in its first batch is not taken for a run that did nothing', async () => {
    const bench = await hasRun();
    const log = join(bench.runFolder(), 'events.jsonl');
    const firstLine = readFileSync(log).indexOf('\n');
    const cuts = [firstLine + 200, 300, 0].map((bytes) => () => truncateSync(log, bytes));
    for (const lose of [...cuts, () => rmSync(log)]) {
      lose();
      const left = existsSync(log) ? readFileSync(log, 'utf8') : '';
      for (const command of ['show', 'verify', 'log', 'resume'])
        refused(await bench.refold([command, '1']), 'holds no event any more', 4);
      expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe(left);
    }
  });

  it('whose log is a pipe keeps nobody waiting, and is not taken for one that holds nothing', async () => {
    const bench = await hasRun();
    const log = join(bench.runFolder(), 'events.jsonl');
    rmSync(log);
    execFileSync('mkfifo', [log]);
    for (const command of ['show', 'verify', 'log', 'resume'])
      refused(await bench.refold([command, '1']), 'could not be read: it is no regular file', 4);
    const listed = exited(await bench.refold(['runs']), 4);
    expect(listed.stdout).toMatch(/#1 .* damaged/);
    exited(await bench.refold(['gc', '--yes']), 0);
    expect(existsSync(log)).toBe(true);
  });

  it('that was cut off while it was made holds nothing, and hides no other run', async () => {
    const bench = await hasRun();
    const crash = await bench.refold(['run', join(bench.folder, 'workflow', 'workflow.yaml')], {
      program: 'refold-crashing',
      env: { CRASH_AT: '1', CRASH_WHEN: 'before' },
    });
    expect(crash.signal).toBe('SIGKILL');
    for (const command of ['show', 'log', 'resume', 'verify']) {
      refused(await bench.refold([command, '2']), 'holds no event');
    }
    expect(await bench.refold(['show'])).toMatchObject({ exit: 0, stderr: expect.stringContaining('#1') });
  });

  it('whose log cannot be read is not taken for one that is not there: exit 4', async () => {
    const bench = await hasRun();
    const log = join(bench.runFolder(), 'events.jsonl');
    rmSync(log);
    mkdirSync(log);
    refused(await bench.refold(['show', '1']), 'could not be read', 4);
    refused(await bench.refold(['resume', '1']), 'could not be read', 4);
  });
});

/** Appends a line that a newer refold wrote, rightly chained. */
const appendNewer = (bench: Bench, critical: boolean): void => {
  const log = join(bench.runFolder(), 'events.jsonl');
  const last = bench.events().at(-1);
  const body = JSON.stringify({
    seq: (last?.seq ?? 0) + 1,
    at: '2027-01-01T00:00:00.000Z',
    type: 'BudgetFrozen',
    v: 1,
    ...(critical ? { critical } : {}),
    data: { new: true },
  }).slice(0, -1);
  const hash = hashOf(String(last?.hash), body);
  writeFileSync(log, Buffer.concat([readFileSync(log), Buffer.from(`${body}${suffixOf(hash)}\n`)]));
};

describe('a log of a newer version', () => {
  it('is read, its unknown event named; commands that write refuse past one that is critical', async () => {
    const bench = await hasRun();
    appendNewer(bench, true);
    expect((await bench.refold(['show', '1'])).exit).toBe(0);
    expect((await bench.refold(['log', '1'])).stdout).toContain('only a newer refold knows this event');
    expect(await bench.refold(['verify', '1'])).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('1 × BudgetFrozen'),
    });
    refused(await bench.refold(['replay', '1', '--from-step', 'look']), 'does not know what it means');
  });

  it('is gone on with past an unknown event that is not critical', async () => {
    const bench = await hasRun();
    appendNewer(bench, false);
    expect((await bench.refold(['replay', '1', '--from-step', 'look'])).exit).toBe(0);
    expect((await bench.refold(['verify', '1'])).exit).toBe(0);
  });
});
