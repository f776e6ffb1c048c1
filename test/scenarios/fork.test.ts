import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, type LoggedEvent, until } from '../support/refold.js';

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
  it('goes on from just before a step in a run of its own, and ends as its parent, of which nothing changes', async () => {
    const bench = await passed();
    const before = footprint(bench, 1);
    const expected = await endOf(bench, 1);
    const forked = await bench.refold(['fork', '--at', 'g']);
    expect(forked.exit, forked.stderr).toBe(0);
    const events = bench.events(2);
    const birth = events.findIndex(({ type }) => type === 'RunForked');
    expect([...calls(events.slice(birth))].sort()).toEqual(['g/left', 'g/right', 'last']);
    expect(footprint(bench, 1)).toEqual(before);
    expect(await endOf(bench, 2)).toEqual(expected);
    expect((await bench.refold(['verify', '2'])).exit).toBe(0);
  });

  it('holds the bytes of its parent up to the cut', async () => {
    const bench = await passed();
    expect((await bench.refold(['fork', '--at', 'two', '--prepare'])).exit).toBe(0);
    const [parent, fork] = [1, 2].map((run) => readFileSync(join(bench.runFolder(run), 'events.jsonl')));
    const birth = bench.events(2).find(({ type }) => type === 'RunForked') as LoggedEvent;
    const copied = fork?.subarray(0, fork.lastIndexOf(`{"seq":${birth.seq},`)) as Buffer;
    expect(parent?.subarray(0, copied.length).equals(copied)).toBe(true);
    expect(birth.data.cut).toBe(birth.seq - 1);
  });

  it('counts what it uses itself, and shows what it took over: no token counts twice', async () => {
    const bench = await passed();
    expect((await bench.refold(['fork', '--at', 'last'])).exit).toBe(0);
    const fork = await shown(bench, 2);
    expect(fork.spend.tokensOut).toBe(10_000);
    expect(fork.forkOf.inherited.tokensOut).toBe(1_111);
    expect((await shown(bench, 1)).spend.tokensOut).toBe(11_111);
  });

  it('begins new conversations, and tells them what the old ones came to', async () => {
    const bench = await passed();
    expect((await bench.refold(['fork', '--at', 'two'])).exit).toBe(0);
    const events = bench.events(2);
    const birth = events.findIndex(({ type }) => type === 'RunForked');
    const own = events.slice(birth);
    expect(own.filter(({ type }) => type === 'SessionNotContinued').map(({ data }) => data.why)).toEqual([
      'forked',
    ]);
    const [call] = own.filter(({ type }) => type === 'CallIntended');
    expect(JSON.stringify(call?.data.prompt)).toContain('There was an earlier conversation about this');
  });

  it('that is only prepared starts nothing until it is resumed', async () => {
    const bench = await passed();
    const prepared = await bench.refold(['fork', '1', '--at', 'two', '--prepare', '--json']);
    expect(prepared.exit, prepared.stderr).toBe(0);
    expect(JSON.parse(prepared.stdout)).toMatchObject({ number: 2, status: 'prepared' });
    expect(bench.events(2).at(-1)?.type).toBe('RunForked');
    const resumed = await bench.refold(['resume', '2']);
    expect(resumed.exit, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('worktree made; nothing was done in it yet');
  });

  it('lives on when its parent is gone with folder, branches and refs, and git has cleaned up', async () => {
    const bench = await passed();
    expect((await bench.refold(['fork', '--at', 'last', '--prepare'])).exit).toBe(0);
    const run = bench.runFolder(1).split('/').at(-1) ?? '';
    rmSync(bench.runFolder(1), { recursive: true });
    bench.repository.git('worktree', 'prune');
    for (const line of bench.repository.git('for-each-ref', '--format=%(refname)').split('\n'))
      if (line.includes(run)) bench.repository.git('update-ref', '-d', line);
    bench.repository.git('reflog', 'expire', '--all', '--expire=now');
    bench.repository.git('gc', '-q', '--prune=now');
    const resumed = await bench.refold(['resume', '2']);
    expect(resumed.exit, resumed.stderr).toBe(0);
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
    await until(() => safe(() => calls(bench.events(1)).includes('two')));
    const forked = await bench.refold(['fork', '1', '--at', 'one@1', '--prepare']);
    expect(forked.exit, forked.stderr).toBe(0);
    const cut = bench.events(1).length;
    expect((await bench.refold(['fork', '1', '--at', `${cut}`, '--prepare'])).exit).toBe(0);
    writeFileSync(go, '');
    expect((await parent.ended).exit).toBe(0);
    for (const number of ['2', '3']) expect((await bench.refold(['resume', number])).exit).toBe(0);
    expect(calls(bench.events(3).slice(cut))).toEqual(['two']);
  });

  it('goes on from what is sound of a damaged log, and the log stays as it is', async () => {
    const bench = await passed();
    const path = join(bench.runFolder(), 'events.jsonl');
    const text = readFileSync(path, 'utf8');
    const at = text.indexOf('"type":"StepStarted","v":1', text.indexOf('"path":"last"') - 200);
    writeFileSync(path, `${text.slice(0, at)}X${text.slice(at + 1)}`);
    const damaged = readFileSync(path);
    const refused = await bench.refold(['resume', '1']);
    expect(refused.exit).toBe(4);
    const sound = /`refold fork --at (\d+)`/.exec(refused.stderr)?.[1] ?? '';
    const forked = await bench.refold(['fork', '1', '--at', sound]);
    expect(forked.exit, forked.stderr).toBe(0);
    expect(readFileSync(path).equals(damaged)).toBe(true);
    expect((await bench.refold(['verify', '2'])).exit).toBe(0);
  });

  it('at a moment that there is not, or before there was anything, is refused and makes nothing', async () => {
    const bench = await passed();
    for (const [at, exit] of [
      ['9999', 2],
      ['nowhere', 2],
      ['0', 2],
      ['2000-01-01', 2],
    ] as const) {
      const refused = await bench.refold(['fork', '--at', at]);
      expect(refused.exit, `${at}: ${refused.stderr}`).toBe(exit);
    }
    expect((await bench.refold(['runs', '--json'])).stdout).not.toContain('forkOf');
    expect(bench.repository.git('for-each-ref', 'refs/refold')).not.toContain('inherited');
  });

  it('keeps its files to its owner', async () => {
    const bench = await passed();
    expect((await bench.refold(['fork', '--at', 'two', '--prepare'])).exit).toBe(0);
    const folder = bench.runFolder(2);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'events.jsonl')).mode & 0o777).toBe(0o600);
  });
});

describe('replay --fork', () => {
  it('runs the step and all after it again in a fork, and leaves the run as it is', async () => {
    const bench = await passed();
    const before = footprint(bench, 1);
    const replayed = await bench.refold(['replay', '--fork', '--from-step', 'g/left']);
    expect(replayed.exit, replayed.stderr).toBe(0);
    const events = bench.events(2);
    const birth = events.findIndex(({ type }) => type === 'RunForked');
    expect(calls(events.slice(birth))).toEqual(['g/left', 'last']);
    expect(footprint(bench, 1)).toEqual(before);
  });

  it('of a step that there is not makes no fork', async () => {
    const bench = await passed();
    const refused = await bench.refold(['replay', '--fork', '--from-step', 'nothing']);
    expect(refused.exit, refused.stderr).toBe(2);
    expect(JSON.parse((await bench.refold(['runs', '--json'])).stdout)).toHaveLength(1);
  });
});

describe('runs', () => {
  it('--tree shows each fork under the run that it was made from', async () => {
    const bench = await passed();
    expect((await bench.refold(['fork', '1', '--at', 'last', '--prepare'])).exit).toBe(0);
    const last = `${bench.events(2).length}`;
    expect((await bench.refold(['fork', '2', '--at', last, '--prepare'])).exit).toBe(0);
    expect((await bench.refold(['fork', '1', '--at', 'two', '--prepare'])).exit).toBe(0);
    const { stdout } = await bench.refold(['runs', '--tree']);
    const leads = stdout.split('\n').map((line) => /^.*?#\d/.exec(line)?.[0]);
    expect(leads).toEqual(['#1', '├ #4', '└ #2', '  └ #3', undefined]);
  });
});

const safe = (look: () => boolean): boolean => {
  try {
    return look();
  } catch {
    return false;
  }
};
