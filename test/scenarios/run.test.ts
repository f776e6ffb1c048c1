import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench } from '../support/refold.js';

const step = (name: string, more = ''): string =>
  `  - {name: ${name}, type: code, agent: {scripted: scenario.yaml}, prompt: do ${name}${more}}\n`;

describe('a run', () => {
  it('works in its own worktree on its own branch, and leaves the checkout as it was', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a\n' });
    bench.repository.write({ 'a.txt': 'mine, uncommitted\n' });
    const file = bench.workflow(
      `name: w\nsteps:\n${step('one')}${step('two', ', gate: [{bash: cat one.txt}]')}`,
      'turns:\n  - {step: one, do: [{write: {one.txt: "1"}}]}\n  - {step: two, do: [{write: {two.txt: "2"}}]}\n',
    );
    const run = await bench.refold(['run', file]);
    expect(run.exit, run.stderr).toBe(0);
    expect(run.stderr).toContain('uncommitted changes; they are not in this run');
    const { git } = bench.repository;
    expect(git('status', '--porcelain')).toBe(' M a.txt');
    const [branch = ''] = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/refold').split('\n');
    expect(git('log', '--format=%s %an', `main..${branch}`)).toBe('two: done refold\none: done refold');
    expect(git('show', `${branch}:a.txt`)).toBe('a');
  });

  it('anchors every commit in the log by its trailers', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps:\n${step('one')}`,
      'turns: [{step: one, do: [{write: {x: "1"}}]}]',
    );
    await bench.refold(['run', file]);
    const intent = bench.events().find(({ type }) => type === 'CommitIntended');
    const committed = bench.events().find(({ type }) => type === 'CheckpointCommitted');
    const message = bench.repository.git('log', '-1', '--format=%(trailers)', String(committed?.data.commit));
    expect(message).toContain(`Refold-Event: ${intent?.seq}:${intent?.hash}`);
    expect(message).toContain('Refold-Step: one');
  });

  it('goes on after the agent committed by itself, or left HEAD detached, and keeps all of it', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const git = 'git -c user.name=a -c user.email=a@b';
    const file = bench.workflow(
      `name: w\nsteps:\n${step('own')}${step('stray')}`,
      `turns:
  - {step: own, do: [{write: {own.txt: "1"}}, {run: [sh, -c, "git add -A && ${git} commit -qm own"]}]}
  - {step: stray, do: [{run: [git, checkout, -q, --detach]}, {write: {stray.txt: "2"}}, {run: [sh, -c, "git add -A && ${git} commit -qm stray"]}]}
`,
    );
    const run = await bench.refold(['run', file]);
    expect(run.exit, run.stderr).toBe(0);
    const { git: ask } = bench.repository;
    const [branch = ''] = ask('for-each-ref', '--format=%(refname:short)', 'refs/heads/refold').split('\n');
    expect(ask('ls-tree', '--name-only', branch).split('\n').sort()).toEqual(['own.txt', 'stray.txt']);
    expect(ask('log', '--format=%s', `main..${branch}`)).toBe('stray: done\nown: done\nown');
    const found = bench.events().find(({ type }) => type === 'ReattachIntended');
    expect(ask('log', '-1', '--format=%s', String(found?.data.keeps))).toBe('stray');
    expect(ask('-C', bench.worktree(), 'status', '--porcelain')).toBe('');
  });

  it('fails with exit 1 after its attempts, parks the work in a placeholder, and a resume takes it back', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps:\n${step('fix', ', gate: [{bash: "test -f allowed"}], retry: [{exit: 2}]')}`,
      'turns: [{step: fix, do: [{write: {partial.txt: "half"}}]}]',
    );
    const run = await bench.refold(['run', file]);
    expect(run.exit).toBe(1);
    expect(run.stdout).toContain('✗ fix  failed, scripted, 2 attempts');
    const { git } = bench.repository;
    const placeholder = bench.events().find(({ type }) => type === 'PlaceholderCommitted');
    const commit = String(placeholder?.data.commit);
    expect(git('log', '-1', '--format=%s', commit)).toBe('fix: FAILED (gate)');
    expect(git('show', `${commit}:partial.txt`)).toBe('half');

    bench.repository.write({ [join('..', 'allow')]: '' });
    const retried = await bench.refold(['resume']);
    expect(retried.exit).toBe(1);
    expect(retried.stderr).toContain(
      'resume plan: retry fix (failed: gate); placeholder unwound; last stop: failed',
    );
    const again = bench.events().filter(({ type }) => type === 'PlaceholderCommitted');
    expect(again).toHaveLength(2);
    expect(again[1]?.data.base).toBe(placeholder?.data.base);
    expect(git('cat-file', '-t', commit)).toBe('commit');
    const attempts = bench.events().filter(({ type }) => type === 'AttemptStarted');
    expect(attempts.map(({ data }) => data.attempt)).toEqual([1, 2, 1, 2]);
  });

  it('passes a step that changed nothing without a commit', async () => {
    const bench = createBench();
    const base = bench.repository.commit({});
    const file = bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]');
    expect((await bench.refold(['run', file])).exit).toBe(0);
    expect(bench.repository.git('for-each-ref', '--format=%(objectname)', 'refs/heads/refold')).toBe(base);
  });

  it('runs all gates of a step, also behind one that fails, and tells what each printed', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: look, gate: [{bash: "echo no >&2; exit 7"}, {bash: "echo yes"}]}]',
    );
    const run = await bench.refold(['run', file]);
    expect(run.exit).toBe(1);
    const gates = bench.events().filter(({ type }) => type === 'GateFinished');
    expect(gates.map(({ data }) => [data.result, data.output])).toEqual([
      ['failed', { text: 'no\n' }],
      ['passed', { text: 'yes\n' }],
    ]);
    expect(bench.events().find(({ type }) => type === 'AttemptFailed')?.data.error).toEqual({
      text: 'gate bash failed: exit 7\nno\n',
    });
  });

  it('tells the agent nothing of the keys in the environment, and a gate neither', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: spy, type: code, prompt: p, agent: {command: [env]}, gate: [{bash: env}]}]',
    );
    await bench.refold(['run', file], {
      env: { ANTHROPIC_API_KEY: 'sk-secret', GITHUB_TOKEN: 'gh-secret', DATABASE_URL: 'db' },
    });
    const outputs = bench.events().filter(({ type }) => type === 'CallFinished' || type === 'GateFinished');
    const [agent = '', gate = ''] = outputs.map(({ data }) => (data.output as { text: string }).text);
    expect(agent + gate).not.toContain('secret');
    expect(agent).not.toContain('DATABASE_URL');
    expect(gate).toContain('DATABASE_URL=db');
    expect(agent).toContain(`PWD=${bench.worktree()}`);
  });

  it('keeps long prompts and outputs as payloads, and its files to itself', async () => {
    const bench = createBench();
    bench.repository.commit({});
    bench.repository.write({ '../workflow/prompt.md': 'long '.repeat(60_000) });
    const file = bench.workflow(
      'name: w\nsteps: [{name: echo, type: code, prompt: {file: prompt.md}, agent: {command: [cat]}}]',
    );
    expect((await bench.refold(['run', file])).exit).toBe(0);
    const call = bench.events().find(({ type }) => type === 'CallFinished');
    expect(call?.data.output).toMatchObject({ payload: { bytes: 300_000 }, head: 'long '.repeat(800) });
    const [intended] = bench.events().filter(({ type }) => type === 'CallIntended');
    const [part] = (intended?.data.prompt ?? []) as { sha256: string }[];
    const payload = join(bench.runFolder(), 'payloads', part?.sha256 ?? '');
    expect(readFileSync(payload, 'utf8')).toBe('long '.repeat(60_000));
    for (const [path, mode] of [
      [bench.runFolder(), 0o700],
      [payload, 0o600],
      [join(bench.runFolder(), 'events.jsonl'), 0o600],
    ] as const) {
      expect(statSync(path).mode & 0o777, path).toBe(mode);
    }
    expect((await bench.refold(['verify'])).exit).toBe(0);
  });

  it('needs its workflow, scenario and prompt files only to begin', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps:\n${step('one', ', gate: [{bash: "test -f go"}]')}`,
      'turns: [{step: one, attempt: 1, do: [{write: {x: "1"}}]}]',
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    bench.workflow('not: a workflow', 'nor: a scenario');
    bench.repository.git('-C', bench.worktree(), 'config', 'core.autocrlf', 'false');
    expect((await bench.refold(['resume'])).exit).toBe(1);
    expect(bench.events().filter(({ type, data }) => type === 'CallFinished' && data.succeeded)).toHaveLength(
      2,
    );
  });
});
