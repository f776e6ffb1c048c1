import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, hasEvent, hasWritten, type Started, until } from '../support/refold.js';

const working = (): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({});
  const file = bench.workflow(
    'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
    'turns: [{step: work, do: [{write: {work.txt: work}}, {say: done}]}]',
  );
  return { ...bench, file };
};

/** A git that takes its time before it does what it is told by these words. */
const slowGit = (bench: Bench, words: string): NodeJS.ProcessEnv => {
  const folder = join(bench.folder, 'bin');
  mkdirSync(folder);
  const path = join(folder, 'git');
  writeFileSync(
    path,
    `#!/bin/sh\nPATH=\${PATH#*:}\nfor word; do case "$word" in ${words}) echo x >> '${bench.folder}/slow'; sleep 0.4;; esac; done\nexec git "$@"\n`,
  );
  chmodSync(path, 0o755);
  return { PATH: `${folder}${delimiter}${bench.env.PATH}` };
};

const stopAt = async (bench: Bench, { child, ended }: Started, type: string): Promise<void> => {
  await until(() => hasEvent(bench, type));
  child.kill('SIGINT');
  const { exit, signal } = await ended;
  expect([exit, signal]).toEqual([130, null]);
};

describe('a stop while the worktree is looked at', () => {
  it.each([['add|write-tree'], ['commit-tree|hash-object']])(
    'with a git that is slow at %s loses nothing: what the agent wrote is on the branch after a resume',
    async (words) => {
      const bench = working();
      const run = bench.start(['run', bench.file], { env: slowGit(bench, words) });
      await stopAt(bench, run, 'CallFinished');
      const resumed = await bench.refold(['resume']);
      expect(resumed.exit, resumed.stdout + resumed.stderr).toBe(0);
      const [branch = ''] = bench.repository
        .git('for-each-ref', '--format=%(refname)', 'refs/heads/refold')
        .split('\n');
      expect(bench.repository.git('ls-tree', '--name-only', branch)).toBe('work.txt');
      expect((await bench.refold(['verify'])).exit).toBe(0);
    },
  );

  it('ends also where work in progress cannot be kept, and says why', async () => {
    const bench = working();
    const file = bench.workflow(
      'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
      'turns: [{step: work, call: 1, do: [{write: {work.txt: work}}, {hang: true}]}, {step: work, do: [{say: x}]}]',
    );
    const refs = join(bench.repository.root, '.git', 'refs', 'refold');
    writeFileSync(refs, 'in the way');
    const { child, ended } = bench.start(['run', file]);
    await until(() => hasEvent(bench, 'AgentSpawned') && hasWritten(bench, 'work.txt'));
    child.kill('SIGTERM');
    const stopped = await ended;
    expect(stopped.exit, stopped.stdout).toBe(143);
    expect(bench.events().filter(({ type }) => type === 'CommitIntended').length).toBeLessThan(2);
    rmSync(refs);
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });

  it('is not hindered by the lock of a git that was killed', async () => {
    const bench = working();
    const crash = await bench.refold(['run', bench.file], {
      program: 'refold-crashing',
      env: { CRASH_AT: '9', CRASH_WHEN: 'after' },
    });
    expect(crash.signal).toBe('SIGKILL');
    writeFileSync(join(bench.runFolder(), 'index.lock'), '');
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, resumed.stdout + resumed.stderr).toBe(0);
  });
});

describe('a git that was at work when the engine was killed', () => {
  it('does nothing any more to what the next life makes', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const at = (name: string): string => join(bench.folder, name);
    const file = bench.workflow(
      'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p, retry: [{attempt: 2, worktree: reset}, {exit: 2}]}]',
      `turns:
  - {step: work, attempt: 1, do: [{write: {bad.txt: bad}}, {exit: 1}]}
  - step: work
    do:
      - {write: {work.txt: work}}
      - {run: [git, add, work.txt]}
      - {run: [sh, -c, 'touch "${at('go')}"; while kill -0 $(cat "${at('pid')}"); do sleep 0.02; done; true']}
`,
    );
    const [git = ''] = execFileSync('which', ['git'], { encoding: 'utf8' }).split('\n');
    mkdirSync(at('bin'));
    writeFileSync(
      join(at('bin'), 'git'),
      `#!/bin/sh\ncase "$*" in *'read-tree --reset -u'*) echo $$ > '${at('pid')}'; until test -e '${at('go')}'; do sleep 0.02; done;; esac\n'${git}' "$@"\n`,
      { mode: 0o755 },
    );
    const { child, ended } = bench.start(['run', file], {
      env: { PATH: `${at('bin')}${delimiter}${bench.env.PATH}` },
    });
    await until(() => existsSync(at('pid')));
    child.kill('SIGKILL');
    await ended;
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, resumed.stdout + resumed.stderr).toBe(0);
    expect(readFileSync(join(bench.worktree(), 'work.txt'), 'utf8')).toBe('work');
  });
});
