import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, isThere, type LoggedEvent, until } from '../support/refold.js';

const STEP = 'type: code, agent: {scripted: scenario.yaml}, prompt: "do it"';

/** Two steps in one conversation, two units beside each other, and a last step; every turn tells its tokens. */
const benchOf = (): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const file = bench.workflow(
    `name: w
steps:
  - {name: one, ${STEP}}
  - {name: two, ${STEP}, session: {from: one}, gate: [{bash: test -f two.txt}]}
  - {name: g, parallel: true, steps: [{name: left, ${STEP}}, {name: right, ${STEP}}]}
  - {name: last, ${STEP}}
`,
    `turns:
  - {step: one, do: [{session: true}, {write: {one.txt: x}}, {say: '{"tokens": 1}'}]}
  - {step: two, do: [{session: true}, {write: {two.txt: x}}, {say: '{"tokens": 10}'}]}
  - {step: g/left, do: [{write: {left.txt: x}}, {say: '{"tokens": 100}'}]}
  - {step: g/right, do: [{write: {right.txt: x}}, {say: '{"tokens": 1000}'}]}
  - {step: last, do: [{write: {last.txt: x}}, {say: '{"tokens": 10000}'}]}
`,
  );
  return { ...bench, file };
};

const passed = async (): Promise<Bench & { readonly file: string }> => {
  const bench = benchOf();
  const run = await bench.refold(['run', bench.file]);
  expect(run.exit, run.stderr).toBe(0);
  return bench;
};

const calls = (events: readonly LoggedEvent[]): readonly unknown[] =>
  events.filter(({ type }) => type === 'CallIntended').map(({ data }) => data.path);

const shown = async (bench: Bench, number: number) =>
  JSON.parse((await bench.refold(['show', `${number}`, '--json'])).stdout);

/** How a run ended, without what no two runs share. */
const endOf = async (bench: Bench, number: number): Promise<unknown> => {
  const { status, steps, branch } = await shown(bench, number);
  return {
    status,
    steps: steps.map(({ path, state, files }: Record<string, unknown>) => ({ path, state, files })),
    commits: bench.repository.git('log', '--first-parent', '--format=%T %s', `main..${branch}`),
  };
};

/** Everything of a run: its bytes on disk and its refs. */
const footprint = (bench: Bench, number: number): unknown => {
  const folder = bench.runFolder(number);
  const run = folder.split('/').at(-1);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/lease'))
    .map(({ parentPath, name }) => join(parentPath, name));
  return [
    files.sort().map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
    bench.repository
      .git('for-each-ref')
      .split('\n')
      .filter((line) => line.includes(`${run}`)),
  ];
};

describe('a fork', () => {
  it('goes on from just before a step and ends as its parent: the same bytes up to the cut, conversations and spend of its own, and nothing of the parent changes', async () => {
    const bench = await passed();
    const before = footprint(bench, 1);
    const expected = await endOf(bench, 1);
    const forked = await bench.refold(['fork', '--at', 'two']);
    expect(forked.exit, forked.stderr).toBe(0);
    expect(footprint(bench, 1)).toEqual(before);
    expect(await endOf(bench, 2)).toEqual(expected);
    expect((await bench.refold(['verify', '2'])).exit).toBe(0);

    const [parent, fork] = [1, 2].map((run) => readFileSync(join(bench.runFolder(run), 'events.jsonl')));
    const own = ownEvents(bench, 2);
    const copied = fork?.subarray(0, fork.lastIndexOf(`{"seq":${own[0]?.seq},`)) as Buffer;
    expect(parent?.subarray(0, copied.length).equals(copied)).toBe(true);
    expect([...calls(own)].sort()).toEqual(['g/left', 'g/right', 'last', 'two']);

    const { spend, forkOf } = await shown(bench, 2);
    expect([spend.tokensOut, forkOf.inherited.tokensOut]).toEqual([11_110, 1]);
    expect((await shown(bench, 1)).spend.tokensOut).toBe(11_111);

    const dropped = own.filter(({ type }) => type === 'SessionNotContinued').map(({ data }) => data.why);
    expect(dropped).toEqual(['forked']);
    const call = own.find(({ type }) => type === 'CallIntended');
    expect(JSON.stringify(call?.data.prompt)).toContain('There was an earlier conversation about this');

    expect(statSync(bench.runFolder(2)).mode & 0o777).toBe(0o700);
    expect(statSync(join(bench.runFolder(2), 'events.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('that is prepared starts nothing until it is resumed, though its parent be gone with folder, branches and refs, and git have cleaned up', async () => {
    const bench = await passed();
    const prepared = await bench.refold(['fork', '1', '--at', 'last', '--prepare', '--json']);
    expect(prepared.exit, prepared.stderr).toBe(0);
    expect(JSON.parse(prepared.stdout)).toMatchObject({ number: 2, status: 'prepared' });
    expect(bench.events(2).at(-1)?.type).toBe('RunForked');
    const run = bench.runFolder(1).split('/').at(-1) ?? '';
    rmSync(bench.runFolder(1), { recursive: true });
    bench.repository.git('worktree', 'prune');
    for (const line of bench.repository.git('for-each-ref', '--format=%(refname)').split('\n'))
      if (line.includes(run)) bench.repository.git('update-ref', '-d', line);
    bench.repository.git('reflog', 'expire', '--all', '--expire=now');
    bench.repository.git('gc', '-q', '--prune=now');
    const resumed = await bench.refold(['resume', '2']);
    expect(resumed.exit, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('worktree made; nothing was done in it yet');
    expect((await bench.refold(['verify', '2'])).exit).toBe(0);
  });

  it('of a run that is at work takes its past, and leaves its agent alone', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a\n' });
    const go = join(bench.folder, 'go');
    const file = bench.workflow(
      `name: w\nsteps:\n  - {name: one, ${STEP}}\n  - {name: two, ${STEP}}\n`,
      `turns:\n  - {step: one, do: [{write: {one.txt: x}}]}\n  - {step: two, do: [{until: "${go}"}, {write: {two.txt: x}}]}\n`,
    );
    const parent = bench.start(['run', file]);
    await until(() => isThere(() => calls(bench.events(1)).includes('two')));
    const cut = bench.events(1).length;
    expect((await bench.refold(['fork', '1', '--at', `${cut}`, '--prepare'])).exit).toBe(0);
    writeFileSync(go, '');
    expect((await parent.ended).exit).toBe(0);
    expect((await bench.refold(['resume', '2'])).exit).toBe(0);
    expect(calls(bench.events(2).slice(cut))).toEqual(['two']);
  });

  it('goes on from what is sound of a damaged log, and the log stays as it is', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a\n' });
    const file = bench.workflow(
      `name: w\nsteps: [{name: a, gate: [{bash: "true"}]}, {name: b, gate: [{bash: "true"}]}]`,
    );
    expect((await bench.refold(['run', file])).exit).toBe(0);
    const path = join(bench.runFolder(), 'events.jsonl');
    const text = readFileSync(path, 'utf8');
    const at = text.indexOf('"StepStarted"', text.indexOf('"path":"b"') - 200);
    writeFileSync(path, `${text.slice(0, at)}X${text.slice(at + 1)}`);
    const damaged = readFileSync(path);
    const refused = await bench.refold(['resume', '1']);
    expect(refused.exit).toBe(4);
    const sound = /`refold fork \S+ --at (\d+)`/.exec(refused.stderr)?.[1] ?? '';
    const forked = await bench.refold(['fork', '1', '--at', sound]);
    expect(forked.exit, forked.stderr).toBe(0);
    expect(readFileSync(path).equals(damaged)).toBe(true);
    expect((await bench.refold(['verify', '2'])).exit).toBe(0);
  });

  it('at a moment that there is not is refused and makes nothing; others stand in `runs --tree` under their parents', async () => {
    const bench = await passed();
    for (const [at, why] of [
      ['9999', 'there is no event 9999'],
      ['nowhere', 'nowhere names no moment of this run'],
      ['0', 'had not begun yet'],
      ['1', 'had not begun yet'],
      ['2000-01-01', 'had not begun yet'],
    ] as const)
      expect(await bench.refold(['fork', '--at', at])).toMatchObject({
        exit: 2,
        stderr: expect.stringContaining(why),
      });
    expect(bench.repository.git('for-each-ref', 'refs/refold')).not.toContain('inherited');
    const prepare = async (...args: readonly string[]): Promise<void> => {
      const prepared = await bench.refold(['fork', ...args, '--prepare']);
      expect(prepared.exit, prepared.stderr).toBe(0);
    };
    await prepare('1', '--at', 'last');
    await prepare('2', '--at', `${bench.events(2).length}`);
    await prepare('1', '--at', 'two');
    const { stdout } = await bench.refold(['runs', '--tree']);
    const leads = stdout.split('\n').map((line) => /^.*?#\d/.exec(line)?.[0]);
    expect(leads).toEqual(['#1', '├ #4', '└ #2', '  └ #3', undefined]);
  });
});

describe('replay --fork', () => {
  it('runs the step and all after it again in a fork, and leaves the run as it is; of a step that there is not it makes none', async () => {
    const bench = await passed();
    const before = footprint(bench, 1);
    expect((await bench.refold(['replay', '--fork', '--from-step', 'nothing'])).exit).toBe(2);
    const replayed = await bench.refold(['replay', '--fork', '--from-step', 'g/left']);
    expect(replayed.exit, replayed.stderr).toBe(0);
    expect(calls(ownEvents(bench, 2))).toEqual(['g/left', 'last']);
    expect(footprint(bench, 1)).toEqual(before);
  });
});

/** What a fork did itself. */
const ownEvents = (bench: Bench, number: number): readonly LoggedEvent[] => {
  const events = bench.events(number);
  return events.slice(events.findIndex(({ type }) => type === 'RunForked'));
};
