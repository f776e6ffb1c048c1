import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, exited, mend } from '../support/refold.js';

const AGENT = 'type: code, agent: {scripted: scenario.yaml}';
const COMMIT = 'git -c user.name=a -c user.email=a@b commit -q';

const promptsOf = (bench: Bench): readonly string[] => {
  const textOf = (part: string | { readonly sha256: string }): string =>
    typeof part === 'string' ? part : readFileSync(join(bench.runFolder(), 'payloads', part.sha256), 'utf8');
  return bench
    .events()
    .filter(({ type }) => type === 'CallIntended')
    .map(({ data }) => (data.prompt as Parameters<typeof textOf>[0][]).map(textOf).join(''));
};

const calls = (bench: Bench): readonly unknown[] =>
  bench
    .events()
    .filter(({ type }) => type === 'CallIntended')
    .map(({ data }) => data.path);

const branchOf = ({ repository: { git } }: Bench): string =>
  git('for-each-ref', '--format=%(refname)', 'refs/heads/refold');

describe('a placeholder', () => {
  it('is known by its commit: another with its subject stays, and the work of the failed step is taken up again', async () => {
    const bench = createBench();
    const subject = 'fix: FAILED (gate)';
    bench.repository.commit({ 'theirs.txt': 'theirs' }, subject);
    const mended = join(bench.folder, 'mended');
    const file = bench.workflow(
      `name: w\nsteps: [{name: fix, ${AGENT}, prompt: "{diff}", gate: [{bash: "test -f '${mended}'"}]}]`,
      `turns: [{step: fix, do: [{run: [sh, -c, "test -e '${mended}' || echo partly > work.txt"]}]}]`,
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    expect(bench.repository.git('log', '--format=%s', branchOf(bench))).toBe(`${subject}\n${subject}`);
    mend(bench);
    exited(await bench.refold(['resume']));
    expect(promptsOf(bench)[1]).toContain('+partly');
    expect(bench.repository.git('log', '--format=%s', branchOf(bench))).toBe(`fix: done\n${subject}`);
    expect(bench.repository.git('show', `${branchOf(bench)}:work.txt`)).toBe('partly');
  });
});

describe('a resume', () => {
  it('tells the agent what the last life came to, keeps what was asked for, and works from anywhere', async () => {
    const bench = createBench();
    bench.repository.commit({ 'docs/specs/long.md': 'spec '.repeat(15_000), 'prompts/do.md': 'do {spec}' });
    const file = bench.workflow(
      `name: w\nsteps: [{name: do, ${AGENT}, prompt: {file: prompt.md}, gate: [{bash: "echo nothing good; test -f good"}]}]`,
    );
    bench.repository.write({
      '../workflow/prompt.md': '{spec}|{error}|{gate.bash}|{prev.error}|{diff}',
      '../workflow/mine.yaml': `turns:
  - {step: do, do: [{run: [sh, -c, "test ! -e own.txt || touch good"]}, {write: {own.txt: own}}, {run: [sh, -c, "git add -A; ${COMMIT} -m own --allow-empty"]}, {write: {loose.txt: loose}}]}
`,
    });
    const cwd = join(bench.repository.root, 'docs');
    const args = [
      '--spec',
      'specs/long.md',
      '--agent',
      `scripted:${join(bench.folder, 'workflow/mine.yaml')}`,
    ];
    expect((await bench.refold(['run', file, ...args], { cwd })).exit).toBe(1);
    rmSync(join(bench.folder, 'workflow'), { recursive: true });
    rmSync(join(cwd, 'specs'), { recursive: true });
    const run = bench.runFolder().split('/').at(-1) ?? '';
    exited(await bench.refold(['resume', run], { cwd: bench.folder }));
    const [first = '', again = ''] = promptsOf(bench);
    expect(first).toContain('spec spec');
    expect(again).toContain('spec spec');
    expect(again).toMatch(/\|gate bash failed: exit 1\nnothing good\n?\|false\|gate bash failed[^|]*\|/);
    expect(again).toMatch(/\+own[\s\S]*\+loose|\+loose[\s\S]*\+own/);
  });

  it('of a run that has passed starts nothing, appends nothing and says so', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps: [{name: do, ${AGENT}, prompt: p}]`,
      'turns: [{step: do, do: [{write: {x: x}}]}]',
    );
    exited(await bench.refold(['run', file]));
    const before = readFileSync(join(bench.runFolder(), 'events.jsonl'));
    expect(await bench.refold(['resume', '1'])).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining('nothing to do'),
    });
    expect(await bench.refold(['resume'])).toMatchObject({ exit: 0, stderr: 'No active runs to resume\n' });
    expect(readFileSync(join(bench.runFolder(), 'events.jsonl'))).toEqual(before);
  });

  it('after a replay that failed goes on with that replay, where it failed', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const step = (name: string): string =>
      `{name: ${name}, ${AGENT}, prompt: p, gate: [{bash: "test ! -e '${bench.folder}/no ${name}'"}]}`;
    const file = bench.workflow(
      `name: w\nsteps: [${step('one')}, ${step('two')}, ${step('three')}]`,
      'turns: [{step: one, do: [{write: {a: a}}]}, {step: two, do: [{write: {b: b}}]}, {step: three, do: [{write: {c: c}}]}]',
    );
    exited(await bench.refold(['run', file]));
    writeFileSync(join(bench.folder, 'no three'), '');
    expect((await bench.refold(['replay', '--from-step', 'two'])).exit).toBe(1);
    rmSync(join(bench.folder, 'no three'));
    exited(await bench.refold(['resume']));
    expect(calls(bench)).toEqual(['one', 'two', 'three', 'two', 'three', 'three']);
    expect(bench.repository.git('ls-tree', '--name-only', branchOf(bench))).toBe('a\nb\nc');
  });
});

describe('a step', () => {
  it('that is reset is rid of the work of all its attempts, and of no other step', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps: [{name: first, ${AGENT}, prompt: p}, {name: do, ${AGENT}, prompt: p, gate: [{bash: test -f 3}], retry: [{attempt: 3, worktree: reset}, {exit: 3}]}]`,
      `turns:
  - {step: first, do: [{write: {first: x}}]}
  - {step: do, attempt: 1, do: [{write: {1: x}}, {run: [sh, -c, "git add -A; ${COMMIT} -m own"]}]}
  - {step: do, attempt: 2, do: [{write: {2: x}}]}
  - {step: do, do: [{write: {3: x}}]}
`,
    );
    exited(await bench.refold(['run', file]));
    expect(bench.repository.git('ls-tree', '--name-only', branchOf(bench))).toBe('3\nfirst');
    expect(readdirSync(bench.worktree()).sort()).toEqual(['.git', '3', 'first']);
  });

  it('has not passed before its work is committed, and the work is in its commit and in no other', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps: [{name: one, ${AGENT}, prompt: p}, {name: two, ${AGENT}, prompt: p}]`,
      'turns: [{step: one, do: [{write: {1: x}}]}, {step: two, do: [{write: {2: x}}]}]',
    );
    const bin = join(bench.folder, 'bin');
    mkdirSync(bin);
    const script = `#!/bin/sh\nPATH=\${PATH#*:}\ncase "$*" in *hash-object*) echo 'fatal: no' >&2; exit 128;; esac\nexec git "$@"\n`;
    writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
    const run = await bench.refold(['run', file], { env: { PATH: `${bin}${delimiter}${bench.env.PATH}` } });
    expect(run.exit, run.stderr).not.toBe(0);
    expect(calls(bench)).toEqual(['one']);
    expect(bench.events().filter(({ type }) => type === 'StepPassed')).toEqual([]);
    exited(await bench.refold(['resume']));
    expect(calls(bench)).toEqual(['one', 'two']);
    const shown = bench.repository.git('log', '--name-only', '--format=%s', `main..${branchOf(bench)}`);
    expect(shown.split(/\n+/)).toEqual(['two: done', '2', 'one: done', '1']);
  });

  it('leaves nothing on the branch but what its agent wrote: no instructions, no answers, no ignore files', async () => {
    const bench = createBench();
    bench.repository.commit({ '.gitignore': '*.log\n' });
    const file = bench.workflow(
      `name: w\nsteps: [{name: note, type: artifact, agent: {scripted: scenario.yaml}, prompt: p}, {name: do, ${AGENT}, prompt: p}]`,
      `turns:
  - {step: note, do: [{write: {.refold/out/artifact.txt: noted}}]}
  - {step: do, do: [{write: {work.txt: x, .refold/out/artifact.txt: x}}, {run: [git, add, -f, .refold]}]}
`,
    );
    exited(await bench.refold(['run', file]));
    expect(bench.repository.git('diff', '--name-status', 'main', branchOf(bench))).toBe('A\twork.txt');
  });
});

describe('a log', () => {
  it('tells everything by itself: with its payloads alone, on a machine that has neither agent nor repository', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps: [{name: do, ${AGENT}, prompt: p, gate: [{bash: "false"}], retry: [{exit: 2}]}]`,
      'turns: [{step: do, do: [{write: {x: x}}, {say: said}]}]',
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    const looks = [['show', '--json'], ['log'], ['state', '--at', '9', '--json'], ['verify']];
    const before = await Promise.all(looks.map(([look = '', ...args]) => bench.refold([look, '1', ...args])));
    const [repository = ''] = readdirSync(join(bench.home, 'runs'));
    const run = bench.runFolder().split('/').at(-1) ?? '';
    const elsewhere = join(bench.folder, 'elsewhere');
    const copy = join(elsewhere, 'runs', repository, run);
    mkdirSync(copy, { recursive: true });
    for (const name of ['events.jsonl', 'payloads']) {
      if (existsSync(join(bench.runFolder(), name)))
        cpSync(join(bench.runFolder(), name), join(copy, name), { recursive: true });
    }
    rmSync(bench.repository.root, { recursive: true });
    for (const [index, [look = '', ...args]] of looks.entries()) {
      const { exit, stdout } = await bench.refold([look, run, ...args], {
        cwd: bench.folder,
        env: { REFOLD_HOME: elsewhere, PATH: '' },
      });
      expect({ look, exit, stdout: stdout.replaceAll('"number":null,', '') }).toEqual({
        look,
        exit: before[index]?.exit,
        stdout: before[index]?.stdout,
      });
    }
  });
});
