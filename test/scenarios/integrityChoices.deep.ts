import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, change, drifting } from '../support/drifting.js';
import { unitFolder } from '../support/parallel.js';
import { type Bench, createBench, hasWritten, mend, ofType, until } from '../support/refold.js';
import { killAgents } from '../support/sweep.js';

const text = (bench: Bench, path = 'src/auth.ts'): string => readFileSync(at(bench, path), 'utf8');

describe('without a terminal', () => {
  it('redo puts the files back, keeps what was there, and does the step anew', async () => {
    const bench = await drifting();
    change(bench);
    writeFileSync(at(bench, 'half.txt'), 'mine\n');
    mend(bench);
    const { exit, stderr } = await bench.refold(['resume', '--on-drift', 'redo']);
    expect([exit, stderr]).toEqual([0, expect.stringContaining('replay plan: from check')]);
    expect([text(bench), text(bench, 'half.txt')]).toEqual(['import a\n', 'half\n']);
    const [reset] = ofType(bench, 'WorktreeReset');
    const kept = reset?.data.kept as { readonly ref: string } | undefined;
    expect(bench.repository.git('show', `${kept?.ref}:src/auth.ts`)).toBe('mine');
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({
      choice: 'redo',
      count: 2,
      snapshot: kept?.ref,
    });
  });

  it('fresh begins a new run of the same and closes the old one, whose work is kept', async () => {
    const bench = await drifting();
    change(bench);
    mend(bench);
    expect((await bench.refold(['resume', '--on-drift', 'fresh'])).exit).toBe(0);
    expect(ofType(bench, 'RunCreated', 2)[0]?.data.insteadOf).toBeDefined();
    const keeps = ofType(bench, 'DisposalIntended', 1)[0]?.data.keeps as string;
    const refs = bench.repository.git('for-each-ref', '--format=%(refname)', keeps).split('\n');
    expect(refs.map((ref) => bench.repository.git('show', `${ref}:src/auth.ts`))).toContain('mine');
    expect(ofType(bench, 'DriftResolved', 1)[0]?.data).toMatchObject({ choice: 'fresh', snapshot: keeps });
  });

  it('abort, and a word that says nothing, change nothing', async () => {
    const bench = await drifting();
    change(bench);
    const before = bench.events();
    expect((await bench.refold(['resume', '--on-drift', 'abort'])).exit).toBe(3);
    expect((await bench.refold(['resume', '--on-drift', 'maybe'])).exit).toBe(2);
    expect(bench.events()).toEqual(before);
  });

  it('review shows what is recorded beside what is there, and goes nowhere, also where nothing differs', async () => {
    const bench = await drifting();
    const before = bench.events();
    const none = await bench.refold(['resume', '--on-drift', 'review']);
    expect([none.exit, none.stderr]).toEqual([2, expect.stringContaining('there is nothing to review')]);
    expect((await bench.refold(['resume', '--on-drift', 'review', '--from-start'])).exit).toBe(2);
    change(bench);
    for (const how of [[], ['--json']]) {
      const { exit, stdout, stderr } = await bench.refold(['resume', '1', '--on-drift', 'review', ...how]);
      expect([exit, stderr]).toEqual([3, expect.stringMatching(/\+1 −1[\s\S]*-import a\n {2}\+mine\n/)]);
      if (how.includes('--json'))
        expect(JSON.parse(stdout).error.choices).toEqual(['proceed', 'redo', 'fresh']);
    }
    expect([bench.events(), text(bench)]).toEqual([before, 'mine\n']);
  });

  it('restore puts a file back and keeps what it replaces; one that is as recorded is refused', async () => {
    const bench = await drifting();
    change(bench);
    const before = bench.events();
    const { exit, stdout } = await bench.refold(['restore', 'src/auth.ts', '--json']);
    const { restored, message } = JSON.parse(stdout);
    expect(restored).toBe('src/auth.ts');
    const ref = /kept under (\S+)/.exec(message)?.[1];
    expect([exit, text(bench), bench.repository.git('show', `${ref}:src/auth.ts`)]).toEqual([
      0,
      'import a\n',
      'mine',
    ]);
    expect((await bench.refold(['restore', 'src/auth.ts'])).exit).toBe(2);
    rmSync(at(bench, 'src/auth.ts'));
    expect((await bench.refold(['restore', 'src/auth.ts'])).stderr).toMatch(
      /^src\/auth\.ts is as it was recorded; how the worktree was without it is kept under \S+\n$/m,
    );
    expect((await bench.refold(['verify', '--files'])).exit).toBe(0);
    expect(bench.events()).toEqual(before);
  });
});

const HANGING = `name: w
steps:
  - {name: write, type: code, agent: {scripted: scenario.yaml}, prompt: p}
`;

const hanging = async (workflow = HANGING, step = 'write') => {
  const bench = createBench();
  bench.repository.commit({ 'base.txt': 'b\n' });
  const file = bench.workflow(
    workflow,
    `turns: [{step: ${step}, call: 1, do: [{write: {half.txt: half}}, {hang: true}]}, {step: ${step}, do: [{write: {done.txt: d}}]}]`,
  );
  writeFileSync(join(file, '..', 'tasks.json'), '[{"name": "one", "files": ["*.txt"]}]');
  const run = bench.start(['run', file]);
  await until(() => hasWritten(bench, 'half.txt'));
  return { bench, run };
};

/** Begins a merge in the worktree that changes no file, with a commit that no branch holds; answers that. */
const merging = (bench: Bench): string => {
  const git = (...words: readonly string[]) => bench.repository.git('-C', bench.worktree(), ...words);
  const other = git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'other');
  git('merge', '-q', '--no-commit', '--no-ff', '-s', 'ours', other);
  return other;
};

/** A run that is killed with its agent. */
const killed = async (...asked: Parameters<typeof hanging>): Promise<Bench> => {
  const { bench, run } = await hanging(...asked);
  run.child.kill('SIGKILL');
  await run.ended;
  await killAgents(bench);
  return bench;
};

const OF_A_TASK = `name: w
steps:
  - {name: all, type: split, tasks: {file: tasks.json}, each: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: p}]}
`;

describe('a run whose step was under way', () => {
  it('and that was stopped, holds its work against what was kept at the stop', async () => {
    const { bench, run } = await hanging();
    run.child.kill('SIGINT');
    expect((await run.ended).exit).toBe(130);
    expect((await bench.refold(['verify', '--files'])).stdout).toContain('clean: 2 files checked');
    change(bench, 'half.txt');
    const refused = await bench.refold(['resume']);
    expect([refused.exit, refused.stderr]).toEqual([
      3,
      expect.stringContaining('half.txt: DRIFT (sha256 does not match)'),
    ]);
    expect((await bench.refold(['resume', '--on-drift', 'proceed'])).exit).toBe(0);
    expect(text(bench, 'half.txt')).toBe('mine\n');
  });

  it('and that was killed, says what is in flight, keeps it, and asks about it only where that is wanted', async () => {
    const bench = await killed();
    const verified = await bench.refold(['verify', '--files']);
    expect([verified.exit, verified.stdout]).toEqual([0, expect.stringContaining('in flight: 1 file')]);
    expect((await bench.refold(['resume', '--strict'])).exit).toBe(3);
    const resumed = await bench.refold(['resume', '--on-drift', 'redo']);
    expect([resumed.exit, resumed.stderr]).toEqual([
      0,
      expect.stringMatching(
        /note: `--on-drift redo` is about nothing here: .*`--strict`[\s\S]*in flight[\s\S]*half\.txt/,
      ),
    ]);
    expect(text(bench, 'half.txt')).toBe('half');
  });

  it('and that was killed, says first that HEAD is elsewhere and a merge under way, and keeps its other side', async () => {
    const bench = await killed();
    bench.repository.git('-C', bench.worktree(), 'checkout', '-q', '-b', 'mine');
    const other = merging(bench);
    const said =
      /has mine checked out, where the run is on refold\/[\s\S]*a merge is under way in [\s\S]*in flight: 1 file/;
    expect((await bench.refold(['verify', '--files'])).stdout).toMatch(said);
    expect((await bench.refold(['resume', '--dry-run'])).stdout).toMatch(said);
    for (const looks of ['verify --files', 'resume --dry-run'])
      expect(
        JSON.parse((await bench.refold([...looks.split(' '), '--json'])).stdout).files,
        looks,
      ).toMatchObject({
        verdict: 'in flight',
        worktrees: [{ worktree: bench.worktree(), head: 'refs/heads/mine', operation: 'merge' }],
      });
    const resumed = await bench.refold(['resume']);
    expect([resumed.exit, resumed.stderr]).toEqual([0, expect.stringMatching(said)]);
    expect(bench.repository.git('for-each-ref', '--points-at', other)).toContain('refs/refold/');
  });

  it('and that was killed, asks about what its agent was not to touch, and does not blame it for that', async () => {
    const bench = await killed(OF_A_TASK, 'all/one/do');
    writeFileSync(at(bench, 'mine.md'), 'mine\n');
    const refused = await bench.refold(['resume']);
    expect([refused.exit, refused.stderr]).toEqual([
      3,
      expect.stringMatching(/drift: 1 file is[\s\S]*mine\.md: ADDED[\s\S]*in flight: 1 file: half\.txt/),
    ]);
    expect((await bench.refold(['resume', '--on-drift', 'proceed'])).exit).toBe(0);
    expect(bench.repository.git('-C', bench.worktree(), 'show', 'HEAD:mine.md')).toBe('mine');
  });
});

const UNITS = `name: w
steps:
  - name: g
    parallel: true
    steps:
      - {name: u, type: code, agent: {scripted: scenario.yaml}, prompt: p}
      - {name: v, type: code, hitl: true, agent: {scripted: scenario.yaml}, prompt: p}
`;

describe('a replay of a step beside others', () => {
  it('goes on with what somebody changed in the others only where that is said', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const turn = (step: string) => `{step: ${step}, do: [{write: {${step.slice(2)}.txt: x}}]}`;
    const file = bench.workflow(UNITS, `turns: [${turn('g/u')}, ${turn('g/v')}]`);
    expect((await bench.refold(['run', file])).exit).toBe(3);
    writeFileSync(join(unitFolder(bench, 'v'), 'v.txt'), 'mine\n');
    const before = bench.events();
    const refused = await bench.refold(['replay', '--from-step', 'g/u']);
    expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining('v.txt: DRIFT')]);
    expect(bench.events()).toEqual(before);
    expect((await bench.refold(['replay', '--from-step', 'g/u', '--on-drift', 'proceed'])).exit).toBe(3);
    expect((await bench.refold(['resume', '--continue'])).exit).toBe(0);
    expect(text(bench, 'v.txt')).toBe('mine\n');
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({ unit: 'g/v', choice: 'proceed' });
  });
});
