import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, exited, type LoggedEvent, mend } from '../support/refold.js';
import { killAgents } from '../support/sweep.js';

const AGENT = 'type: code, agent: {scripted: scenario.yaml}, prompt: "do"';

/** Units one after the other, so that the same event has the same seq in every run. */
const WORKFLOW = `name: w
steps:
  - name: g
    parallel: true
    max_parallel: 1
    steps:
      - {name: a, ${AGENT}}
      - {name: c, steps: [{name: one, ${AGENT}}, {name: two, ${AGENT}}]}
  - {name: after, ${AGENT}}
`;

const turns = (two: string): string => `turns:
  - {step: g/a, do: [{write: {a.txt: a}}]}
  - {step: g/c/one, do: [{write: {one.txt: one}}]}
  - {step: g/c/two, do: [{write: {${two}: two}}]}
  - {step: after, do: [{write: {after.txt: after}}]}
`;

const newBench = (): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({ 'base.txt': 'base' });
  return { ...bench, file: bench.workflow(WORKFLOW, turns('two.txt')) };
};

/** The events of a run that nobody kills: they are the same in every one. */
let whole: readonly LoggedEvent[] | undefined;

const wholeRun = async (): Promise<readonly LoggedEvent[]> => {
  const bench = newBench();
  expect((await bench.refold(['run', bench.file])).exit).toBe(0);
  return bench.events();
};

/** A run whose engine was killed, with its agents, right behind the first event that fits. */
const killedAt = async (
  fits: (event: LoggedEvent) => boolean,
): Promise<Bench & { readonly file: string }> => {
  whole ??= await wholeRun();
  const at = whole.find(fits)?.seq;
  const bench = newBench();
  const crash = await bench.refold(['run', bench.file], {
    program: 'refold-crashing',
    env: { CRASH_AT: `${at}`, CRASH_WHEN: 'after' },
  });
  expect(crash.signal).toBe('SIGKILL');
  await killAgents(bench);
  return bench;
};

const files = (bench: Bench): readonly string[] =>
  readdirSync(bench.worktree()).filter((name) => name !== '.git' && name !== 'base.txt');

const merges = (unit: string) => (event: LoggedEvent) =>
  event.type === 'CommitIntended' && event.data.kind === 'merge' && event.data.path === unit;

describe('a replay of a run that was killed', () => {
  it.each(['g/c', 'g/c/two'])(
    'in the middle of a merge leaves nothing of what it takes back: from %s',
    async (from) => {
      const bench = await killedAt(merges('g/c'));
      writeFileSync(join(bench.folder, 'workflow/scenario.yaml'), turns('other.txt'));
      exited(await bench.refold(['replay', '--from-step', from]));
      expect(files(bench)).toEqual(['a.txt', 'after.txt', 'one.txt', 'other.txt']);
      exited(await bench.refold(['verify']));
    },
  );

  it('in the middle of the merge of another unit still takes that one back when it is its turn', async () => {
    const bench = await killedAt(merges('g/a'));
    exited(await bench.refold(['replay', '--from-step', 'g/c/two']));
    const scenario = readFileSync(join(bench.folder, 'workflow/scenario.yaml'), 'utf8');
    writeFileSync(join(bench.folder, 'workflow/scenario.yaml'), scenario.replace('{a.txt: a}', '{b.txt: b}'));
    exited(await bench.refold(['replay', '--from-step', 'g/a']));
    expect(files(bench)).toEqual(['after.txt', 'b.txt', 'one.txt', 'two.txt']);
  });

  it('in the middle of a removal makes the worktree again', async () => {
    const bench = await killedAt(({ type, data }) => type === 'RemovalIntended' && data.unit === 'g/c');
    exited(await bench.refold(['replay', '--from-step', 'g/c/two']));
    expect(files(bench)).toEqual(['a.txt', 'after.txt', 'one.txt', 'two.txt']);
  });

  it('in the middle of a commit goes through even when the folder of the unit is gone', async () => {
    const bench = await killedAt(({ type, data }) => type === 'CommitIntended' && data.path === 'g/c/two');
    const units = join(bench.runFolder(), 'units');
    for (const unit of readdirSync(units)) rmSync(join(units, unit), { recursive: true });
    exited(await bench.refold(['replay', '--from-step', 'g/c']));
    expect(files(bench)).toEqual(['a.txt', 'after.txt', 'one.txt', 'two.txt']);
  });

  it('keeps under a ref what a unit that is to begin anew had not committed', async () => {
    const bench = await killedAt(({ type }) => type === 'CallFinished');
    writeFileSync(
      join(bench.folder, 'workflow/scenario.yaml'),
      turns('two.txt').replace('{a.txt: a}', '{b.txt: b}'),
    );
    const replayed = await bench.refold(['replay', '--from-step', 'g/a']);
    exited(replayed);
    expect(replayed.stderr).toContain('its unit begins anew in a worktree of its own');
    const kept = bench.repository.git('for-each-ref', '--format=%(refname)', 'refs/refold').split('\n');
    const held = kept.map((ref) => bench.repository.git('ls-tree', '--name-only', ref));
    expect(held.join('\n')).toContain('a.txt');
    expect(files(bench)).toEqual(['after.txt', 'b.txt', 'one.txt', 'two.txt']);
  });
});

describe('a workflow that is read again', () => {
  it('may not make units of steps that ran one after the other', async () => {
    const bench = newBench();
    exited(await bench.refold(['run', bench.file]));
    writeFileSync(bench.file, WORKFLOW.replace(/ {4}(max_)?parallel: \w+\n/g, ''));
    const replayed = await bench.refold(['replay', '--from-step', 'g/c']);
    expect(replayed.exit).toBe(2);
    expect(replayed.stderr).toContain('beside others');
    expect(existsSync(join(bench.worktree(), 'two.txt'))).toBe(true);
  });
});

describe('a split that calls a workflow before its agent', () => {
  it('fails with its tasks, and goes on with them', async () => {
    const bench = createBench();
    bench.repository.commit({ 'base.txt': 'base' });
    const file = bench.workflow(
      `name: w\nsteps:\n  - {name: plan, type: split, agent: {scripted: scenario.yaml}, prompt: p, get: {workflow: ./look.yaml}, each: [{name: do, ${AGENT}}]}\n`,
      `turns:
  - {step: plan/look/see, do: [{write: {.refold/out/artifact.txt: seen}}]}
  - {step: plan, do: [{write: {.refold/out/plan.json: '[{"name": "One"}]'}}]}
  - {step: plan/one/do, do: [{run: [sh, -c, 'test -e "${bench.folder}/mended"']}, {write: {x.txt: x}}]}
`,
    );
    bench.repository.write({
      '../workflow/look.yaml':
        'name: look\nsteps: [{name: see, type: artifact, agent: {scripted: scenario.yaml}, prompt: s}]\n',
    });
    const run = await bench.refold(['run', file]);
    expect(run.exit, run.stderr).toBe(1);
    mend(bench);
    exited(await bench.refold(['resume']));
  });
});
