import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, change, drifting } from '../support/drifting.js';
import { type Bench, createBench, type Ended, exited, mend, ofType } from '../support/refold.js';

/** The verdict of `refold verify --files` with its exit code, and what the files came to. */
const verdict = async (bench: Bench, ...more: readonly string[]) => {
  const { exit, stdout } = await bench.refold(['verify', '--files', '--json', ...more]);
  const { files } = JSON.parse(stdout);
  const list = files.worktrees.flatMap((one: { findings: readonly { path: string; kind: string }[] }) =>
    one.findings.map(({ path, kind }) => `${path} ${kind}`),
  );
  return [exit, files.verdict, list];
};

const words = ({ exit, stdout, stderr }: Ended): string => `${exit}\n${stdout}${stderr}`;

describe('the verdict on the files of a run', () => {
  it('is missing where files were deleted, and drift where they were changed in any way', async () => {
    const bench = await drifting();
    rmSync(at(bench, 'other.txt'));
    expect(await verdict(bench)).toEqual([3, 'missing', ['other.txt DELETED']]);
    writeFileSync(at(bench, 'other.txt'), 'o\n');
    expect(await verdict(bench)).toEqual([0, 'clean', []]);
    chmodSync(at(bench, 'other.txt'), 0o755);
    writeFileSync(at(bench, 'logo.bin'), Buffer.from([0, 1, 255]));
    rmSync(at(bench, 'src/auth.ts'));
    symlinkSync('../other.txt', at(bench, 'src/auth.ts'));
    expect(await verdict(bench)).toEqual([
      3,
      'drift',
      ['logo.bin ADDED', 'other.txt DRIFT', 'src/auth.ts DRIFT'],
    ]);
  });

  it('knows what someone committed, and a person is asked about it alike', async () => {
    const bench = await drifting();
    change(bench);
    bench.repository.git('-C', bench.worktree(), 'commit', '-q', '-a', '-m', 'by hand');
    const refused = await bench.refold(['resume']);
    expect(refused.exit).toBe(3);
    expect(refused.stderr).toContain('src/auth.ts: DRIFT (sha256 does not match; committed by someone)');
    mend(bench);
    const resumed = await bench.refold(['resume', '--on-drift', 'proceed']);
    expect(resumed.stderr).toContain('the placeholder of check stays');
    expect(resumed.exit).toBe(0);
    expect(bench.repository.git('-C', bench.worktree(), 'show', 'HEAD:src/auth.ts')).toBe('mine');
  });

  it('is drift where a repository was made: a redo moves it aside, whole, before the step runs anew', async () => {
    const bench = await drifting();
    bench.repository.git('init', '-q', at(bench, 'nested'));
    writeFileSync(at(bench, 'nested/file'), 'x');
    expect(await verdict(bench)).toEqual([3, 'drift', ['nested/file ADDED']]);
    mend(bench);
    expect((await bench.refold(['resume', '--on-drift', 'redo'])).exit).toBe(0);
    const aside = String(ofType(bench, 'WorktreeReset').at(-1)?.data.aside);
    expect([existsSync(at(bench, 'nested')), existsSync(join(aside, 'nested/.git'))]).toEqual([false, true]);
  });

  it('is unknown of a repository with changes of its own, and no life begins for a redo that would lose sight of them', async () => {
    const bench = createBench();
    const { git } = bench.repository;
    const link = bench.repository.commit({});
    git('update-index', '--add', '--cacheinfo', `160000,${link},lib`);
    git('commit', '-q', '-m', 'a link');
    const file = bench.workflow(
      'name: w\nsteps: [{name: g, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: "false"}]}]',
      'turns:\n  - {step: g, do: [{write: {half.txt: "half"}}]}',
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    git('clone', '-q', bench.repository.root, at(bench, 'lib'));
    git('-C', at(bench, 'lib'), 'checkout', '-q', link);
    expect(await verdict(bench)).toEqual([0, 'clean', []]);
    writeFileSync(at(bench, 'lib/new'), 'x');
    expect(await verdict(bench)).toEqual([3, 'unknown', ['lib UNKNOWN']]);
    const before = bench.events();
    for (const args of [['resume', '--on-drift', 'redo'], ['replay', '--from-step', 'g'], ['discard']]) {
      const { exit, stderr } = await bench.refold(args);
      expect([args[0], exit === 0, stderr]).toEqual([
        args[0],
        false,
        expect.stringMatching(/error: .*\blib\b/),
      ]);
    }
    expect([bench.events(), existsSync(at(bench, 'lib/new'))]).toEqual([before, true]);
  });

  it('says before its files that another branch is checked out', async () => {
    const bench = await drifting();
    bench.repository.git('-C', bench.worktree(), 'checkout', '-q', '-b', 'mine');
    change(bench);
    const { exit, stderr } = await bench.refold(['resume']);
    expect([exit, stderr]).toEqual([
      3,
      expect.stringMatching(
        /^error: .+ has mine checked out, where the run is on refold\/.+\ndrift: 1 file/m,
      ),
    ]);
  });

  it('names a merge that a person is in the middle of, and nothing becomes of the files until it is over', async () => {
    const bench = await drifting();
    const git = (...words: readonly string[]) => bench.repository.git('-C', bench.worktree(), ...words);
    change(bench);
    git('stash', '-q');
    const theirs = git('rev-parse', 'stash@{0}');
    writeFileSync(at(bench, 'src/auth.ts'), 'ours\n');
    git('commit', '-q', '-a', '-m', 'by hand');
    expect(() => git('merge', '-q', theirs)).toThrow();
    mend(bench);
    const before = bench.events();
    for (const choice of ['proceed', 'redo', 'fresh']) {
      const { exit, stderr } = await bench.refold(['resume', '--on-drift', choice]);
      expect([exit, stderr]).toEqual([3, expect.stringMatching(/a merge is under way in [\s\S]*DRIFT/)]);
    }
    expect(bench.events()).toEqual(before);
    git('merge', '--quit');
    const refused = await bench.refold(['resume', '--on-drift', 'proceed']);
    expect([refused.exit, refused.stderr]).toEqual([
      3,
      expect.stringMatching(/cannot proceed: unmerged: src\/auth\.ts; .* `git -C .+ add <file>`/),
    ]);
    expect(bench.events()).toEqual(before);
    writeFileSync(at(bench, 'src/auth.ts'), 'both\n');
    git('add', 'src/auth.ts');
    expect((await bench.refold(['resume', '--on-drift', 'proceed'])).exit).toBe(0);
  });

  it('is clean beside a merge that changes no file, which is named, and its other side is kept', async () => {
    const bench = await drifting();
    const git = (...words: readonly string[]) => bench.repository.git('-C', bench.worktree(), ...words);
    const other = git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'other');
    git('merge', '-q', '--no-commit', '--no-ff', '-s', 'ours', other);
    const said = /a merge is under way in [\s\S]*clean: /;
    const looked = await bench.refold(['verify', '--files']);
    expect([looked.exit, looked.stdout]).toEqual([0, expect.stringMatching(said)]);
    const dry = ['resume', '--dry-run'];
    const planned = await bench.refold(dry);
    expect([planned.exit, planned.stdout]).toEqual([0, expect.stringMatching(said)]);
    expect(JSON.parse((await bench.refold([...dry, '--json'])).stdout).files).toMatchObject({
      verdict: 'clean',
      worktrees: [{ operation: 'merge' }],
    });
    // Of a worktree that goes back nothing is asked, so that there is nothing to be told before.
    const replay = await bench.refold(['replay', '--from-step', 'write', '--dry-run']);
    expect([replay.exit, replay.stdout]).toEqual([0, expect.not.stringMatching(said)]);
    mend(bench);
    const resumed = await bench.refold(['resume']);
    expect([resumed.exit, resumed.stderr]).toEqual([0, expect.stringMatching(said)]);
    expect(git('for-each-ref', '--contains', other)).toContain('refs/refold/');
  });

  it('is drift where a person mends what a gate has refused, and not by what that gate left', async () => {
    const bench = createBench();
    bench.repository.commit({ 'base.txt': 'b\n' });
    const check = 'echo trace > trace.txt; grep -q good base.txt';
    const file = bench.workflow(`name: w\nsteps: [{name: check, gate: [{bash: ${JSON.stringify(check)}}]}]`);
    expect((await bench.refold(['run', file])).exit).toBe(1);
    expect(await verdict(bench)).toEqual([0, 'clean', []]);
    writeFileSync(at(bench, 'base.txt'), 'good\n');
    expect(await verdict(bench)).toEqual([3, 'drift', ['base.txt CHANGED']]);
    expect((await bench.refold(['resume', '--on-drift', 'proceed'])).exit).toBe(0);
  });

  it('is drift where an agent that may only look was followed by a gate that refused what lies there', async () => {
    const bench = createBench();
    bench.repository.commit({ 'base.txt': 'b\n' });
    const file = bench.workflow(
      'name: w\nsteps: [{name: look, type: artifact, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: grep -q good base.txt}]}]',
      'turns: [{step: look, do: [{write: {.refold/out/artifact.txt: seen}}]}]',
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    writeFileSync(at(bench, 'base.txt'), 'good\n');
    expect(await verdict(bench)).toEqual([3, 'drift', ['base.txt CHANGED']]);
    expect((await bench.refold(['resume', '--on-drift', 'proceed'])).exit).toBe(0);
  });

  it('is missing where work that no commit has yet was discarded, though git finds nothing to tell', async () => {
    const bench = createBench();
    bench.repository.commit({ 'base.txt': 'b\n' });
    const file = bench.workflow(
      'name: w\nsteps: [{name: do, type: code, hitl: after_gate, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: test -s made.txt}]}]',
      'turns: [{step: do, do: [{write: {made.txt: made}}]}]',
    );
    expect((await bench.refold(['run', file])).exit).toBe(3);
    const git = (...words: readonly string[]) => bench.repository.git('-C', bench.worktree(), ...words);
    expect(await verdict(bench)).toEqual([0, 'clean', []]);
    git('reset', '-q', '--hard');
    git('clean', '-q', '-d', '--force');
    expect(git('status', '--porcelain', '--untracked-files=all')).toBe('');
    expect(await verdict(bench)).toEqual([3, 'missing', ['made.txt DELETED']]);
  });

  it('says where there is no worktree any more, or something else in its place: a resume makes it again', async () => {
    const bench = await drifting();
    mend(bench);
    const worktree = bench.worktree();
    const verified = async () => {
      const [words, document] = [
        await bench.refold(['verify', '--files']),
        await bench.refold(['verify', '--files', '--json']),
      ];
      const { verdict, worktrees } = JSON.parse(document.stdout).files;
      return [words.exit, document.exit, words.stdout, verdict, worktrees[0].presence];
    };
    rmSync(join(worktree, '.git'));
    const other = `unknown: ${worktree} is no worktree any more; a resume makes it again, and keeps what lies there aside`;
    expect(await verified()).toEqual([3, 3, expect.stringContaining(other), 'unknown', 'in the way']);
    rmSync(worktree, { recursive: true });
    const gone = `nothing to verify: there is no worktree at ${worktree} any more; a resume makes it again`;
    expect(await verified()).toEqual([2, 2, expect.stringContaining(gone), 'nothing to verify', 'gone']);
    expect((await bench.refold(['resume'])).stderr).toContain('the worktree was gone and stands again');
  });

  it('says nothing to verify where there is no worktree yet', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow('name: w\nsteps: [{name: g, gate: [{bash: "true"}]}]');
    expect((await bench.refold(['run', file])).exit).toBe(0);
    await bench.refold(['fork', '--at', 'g', '--prepare']);
    expect(words(await bench.refold(['verify', '--files', '2']))).toMatch(
      /^2[\s\S]*nothing to verify: the run has no worktree/,
    );
  });
});

it('checkpoints are listed by the cut at which a fork goes on from them', async () => {
  const bench = createBench();
  bench.repository.commit({ 'base.txt': 'b\n' });
  const file = bench.workflow(
    'name: w\nsteps:\n  - {name: a, type: code, agent: {scripted: scenario.yaml}, prompt: p}\n  - {name: b, type: code, agent: {scripted: scenario.yaml}, prompt: p}',
    'turns: [{step: a, do: [{write: {a.txt: "1\\n"}}]}, {step: b, do: [{write: {b.txt: "1\\n"}}]}]',
  );
  exited(await bench.refold(['run', file]));
  const listed = exited(await bench.refold(['checkpoints', '1']))
    .stdout.trim()
    .split('\n');
  const { checkpoints } = JSON.parse((await bench.refold(['checkpoints', '1', '--json'])).stdout);
  expect(listed.map((line) => Number.parseInt(line, 10))).toEqual(
    checkpoints.map(({ cut }: { cut: number }) => cut),
  );
  for (const [at, { cut, commit }] of checkpoints.entries()) {
    exited(await bench.refold(['fork', '1', '--at', `${cut}`, '--prepare']));
    const { head } = JSON.parse((await bench.refold(['show', `${at + 2}`, '--json'])).stdout);
    expect([cut, head]).toEqual([cut, commit]);
  }
});

describe('the list of checkpoints that a program reads', () => {
  it('names the files of each, also where they are many', async () => {
    const bench = createBench();
    bench.repository.commit({ 'base.txt': 'b\n' });
    const paths = Array.from({ length: 600 }, (_, at) => `${'long'.repeat(20)}-${at}.txt`);
    const file = bench.workflow(
      'name: w\nsteps: [{name: a, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
      `turns: [{step: a, do: [{write: ${JSON.stringify(Object.fromEntries(paths.map((path) => [path, 'x\n'])))}}]}]`,
    );
    expect((await bench.refold(['run', file])).exit).toBe(0);
    const listed = await bench.refold(['checkpoints', '--json']);
    const [one] = JSON.parse(listed.stdout).checkpoints;
    expect([listed.exit, one.files, one.changed.length]).toEqual([0, 600, 600]);
    expect(new Set(one.changed.map(({ path }: { path: string }) => path))).toEqual(new Set(paths));
  });
});
