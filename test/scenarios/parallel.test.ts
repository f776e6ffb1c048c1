import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, type Ended, until } from '../support/refold.js';

const AGENT = 'type: code, agent: {scripted: scenario.yaml}, prompt: "do"';

interface Parallel {
  readonly bench: Bench;
  readonly file: string;
  /** Changes what the agents do from now on. */
  readonly turns: (turns: string) => void;
}

/** A workflow whose agents' turns may name files beside the repository as `$F/…`. */
const parallel = (steps: string, turns: string): Parallel => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n', 'sub/b.txt': 'b\n' });
  const inFolder = (text: string): string => `turns:\n${text}`.replaceAll('$F', bench.folder);
  const file = bench.workflow(`name: w\nsteps:\n${steps}`, inFolder(turns));
  const scenario = join(bench.folder, 'workflow', 'scenario.yaml');
  return { bench, file, turns: (text) => writeFileSync(scenario, inFolder(text)) };
};

const ok = ({ exit, stdout, stderr }: Ended): void => expect(exit, stdout + stderr).toBe(0);

const calls = (bench: Bench): readonly unknown[] =>
  bench
    .events()
    .filter(({ type }) => type === 'CallIntended')
    .map(({ data }) => data.path);

const at = (bench: Bench, path: string): string | undefined => {
  const full = join(bench.worktree(), path);
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
};

const unitsOf = (bench: Bench): readonly string[] => readdirSync(join(bench.runFolder(), 'units'));

const unitFolder = (bench: Bench, name: string): string =>
  join(bench.runFolder(), 'units', unitsOf(bench).find((folder) => folder.startsWith(`${name}-`)) ?? '');

const history = (bench: Bench): readonly string[] =>
  bench.repository
    .git('log', '--first-parent', '--format=%s', `main..refold/${runOf(bench)}/main`)
    .split('\n');

const runOf = (bench: Bench): string => bench.runFolder().split('/').at(-1) ?? '';

/** Two units that change files of their own; each waits until the other is at work as well. */
const PAIR = `  - {name: g, parallel: true, steps: [{name: a, ${AGENT}}, {name: b, ${AGENT}}]}\n`;
const MEET = (unit: string, other: string, writes: string): string =>
  `  - {step: g/${unit}, do: [{run: [touch, "$F/${unit}"]}, {until: "$F/${other}"}, {write: {${writes}}}]}\n`;

describe('units of a parallel step', () => {
  it('run at the same time, each in a worktree and on a branch of its own, and are merged in order', async () => {
    const { bench, file } = parallel(
      `${PAIR}  - {name: after, gate: [{bash: "test -f x.txt -a -f new/y.txt -a ! -e a.txt"}]}\n`,
      MEET('a', 'b', 'x.txt: x') +
        `  - {step: g/b, do: [{run: [touch, "$F/b"]}, {until: "$F/a"}, {write: {new/y.txt: y}}, {delete: a.txt}, {run: [chmod, "+x", sub/b.txt]}]}\n`,
    );
    ok(await bench.refold(['run', file]));
    expect(history(bench)).toEqual(['g/b: merged', 'g/a: merged']);
    const worktrees = bench
      .events()
      .filter(({ type }) => type === 'WorktreeIntended')
      .map(({ data }) => data.worktree);
    expect(new Set(worktrees).size).toBe(3);
    const branches = bench.repository
      .git('for-each-ref', '--format=%(refname)', 'refs/heads/refold')
      .split('\n')
      .flatMap((ref) => /\/u\/(\w+)-\d+$/.exec(ref)?.[1] ?? []);
    expect(branches).toEqual(['a', 'b']);
    expect(bench.repository.git('-C', bench.worktree(), 'status', '--porcelain')).toBe('');
    expect(bench.repository.git('ls-tree', `refold/${runOf(bench)}/main`, 'sub/b.txt')).toMatch(/^100755/);
    expect(unitsOf(bench)).toEqual([]);
    ok(await bench.refold(['verify']));
  });

  it('are no more at a time than max_parallel says', async () => {
    const units = ['a', 'b', 'c', 'd'];
    const { bench, file } = parallel(
      `  - {name: g, parallel: true, max_parallel: 2, steps: [${units.map((name) => `{name: ${name}, ${AGENT}}`).join(', ')}]}\n`,
      units.map((name) => `  - {step: g/${name}, do: [{write: {${name}.txt: x}}]}\n`).join(''),
    );
    ok(await bench.refold(['run', file]));
    let open = 0;
    let most = 0;
    for (const { type, data } of bench.events()) {
      if (type === 'WorktreeIntended' && data.unit) open += 1;
      if (type === 'StepPassed' && units.includes(String(data.path).slice(2))) open -= 1;
      most = Math.max(most, open);
    }
    expect(most).toBe(2);
    expect(units.map((name) => at(bench, `${name}.txt`))).toEqual(['x', 'x', 'x', 'x']);
  });

  it('are the tasks of a split, and units of units', async () => {
    const { bench, file } = parallel(
      `  - {name: plan, type: split, agent: {scripted: scenario.yaml}, prompt: p, parallel: true, each: [{name: do, ${AGENT}}, {name: both, parallel: true, steps: [{name: l, ${AGENT}}, {name: r, ${AGENT}}]}]}\n`,
      `  - {step: plan, do: [{write: {.refold/out/plan.json: '[{"name": "One"}, {"name": "../../x y\\"$(z)"}]'}}]}
${['one', 'x-y-z']
  .map(
    (task) => `  - {step: plan/${task}/do, do: [{write: {${task}.txt: x}}]}
  - {step: plan/${task}/both/l, do: [{write: {${task}-l.txt: x}}]}
  - {step: plan/${task}/both/r, do: [{write: {${task}-r.txt: x}}]}
`,
  )
  .join('')}`,
    );
    ok(await bench.refold(['run', file]));
    const files = readdirSync(bench.worktree()).filter((name) => name.includes('-') || name === 'one.txt');
    expect(files.sort()).toEqual([
      'one-l.txt',
      'one-r.txt',
      'one.txt',
      'x-y-z-l.txt',
      'x-y-z-r.txt',
      'x-y-z.txt',
    ]);
    expect(history(bench)).toEqual(['plan/x-y-z: merged', 'plan/one: merged']);
    expect((await bench.refold(['show'])).stdout).toContain('x-y-z');
  });

  it('that fail keep nobody else from passing, and a resume runs only them', async () => {
    const { bench, file } = parallel(
      PAIR,
      '  - {step: g/a, do: [{run: [sh, -c, "test -e $F/mended"]}, {write: {x.txt: x}}]}\n' +
        '  - {step: g/b, do: [{write: {y.txt: y}}]}\n',
    );
    const run = await bench.refold(['run', file]);
    expect(run.exit).toBe(1);
    expect(at(bench, 'y.txt')).toBeUndefined();
    expect((await bench.refold(['show'])).stdout).toMatch(/a +failed, .*on refold\/\S+\/u\/a-\d+/);
    writeFileSync(join(bench.folder, 'mended'), '');
    ok(await bench.refold(['resume']));
    expect(calls(bench).filter((path) => path === 'g/b')).toHaveLength(1);
    expect([at(bench, 'x.txt'), at(bench, 'y.txt')]).toEqual(['x', 'y']);
  });
});

describe('units that change the same file', () => {
  const CLASH = `${MEET('a', 'b', 'same.txt: of a')}  - {step: g/b, do: [{run: [touch, "$F/b"]}, {until: "$F/a"}, {run: [sh, -c, "test -e same.txt || echo of b > same.txt; echo y > y.txt"]}]}\n`;

  it('fail the group, which names both and the file; a resume runs the later one again from the merged base', async () => {
    const { bench, file } = parallel(PAIR, CLASH);
    const run = await bench.refold(['run', file]);
    expect(run.exit).toBe(1);
    expect(run.stderr).toContain('g/a and g/b both changed same.txt');
    expect(at(bench, 'same.txt')).toBe('of a');
    const resumed = await bench.refold(['resume']);
    ok(resumed);
    expect(resumed.stderr).toContain('retry g (failed: conflict)');
    expect(calls(bench)).toEqual(expect.arrayContaining(['g/a', 'g/b', 'g/b']));
    expect(calls(bench).filter((path) => path === 'g/a')).toHaveLength(1);
    expect([at(bench, 'same.txt'), at(bench, 'y.txt')]).toEqual(['of a', 'y\n']);
    expect(history(bench)).toEqual(['g/b: merged', 'g/a: merged']);
    ok(await bench.refold(['verify']));
  });

  it('are retried without a person where the group says so', async () => {
    const { bench, file } = parallel(
      PAIR.replace('parallel: true', 'parallel: true, retry: [{exit: 2}]'),
      CLASH,
    );
    ok(await bench.refold(['run', file]));
    expect([at(bench, 'same.txt'), at(bench, 'y.txt')]).toEqual(['of a', 'y\n']);
  });

  it('are one when both made it the same, and two when one made a folder where the other made a file', async () => {
    const same = parallel(PAIR, MEET('a', 'b', 's.txt: s') + MEET('b', 'a', 's.txt: s, y.txt: y'));
    ok(await same.bench.refold(['run', same.file]));
    expect(at(same.bench, 'y.txt')).toBe('y');
    const folder = parallel(PAIR, MEET('a', 'b', 'p: s') + MEET('b', 'a', 'p/q.txt: s'));
    const run = await folder.bench.refold(['run', folder.file]);
    expect(run.exit).toBe(1);
    expect(run.stderr).toContain('g/a and g/b both changed p/q.txt');
  });
});

describe('a parallel run that does not go through', () => {
  it('stops for a person only when nothing else is to be done, and goes on from there', async () => {
    const { bench, file } = parallel(
      `  - {name: g, parallel: true, steps: [{name: a, hitl: before_gate, ${AGENT}}, {name: b, ${AGENT}, gate: [{bash: "test -f y.txt"}]}]}\n`,
      '  - {step: g/a, do: [{write: {x.txt: x}}]}\n  - {step: g/b, do: [{until: "$F/go"}, {write: {y.txt: y}}]}\n',
    );
    const { ended } = bench.start(['run', file]);
    await until(() => existsSync(join(bench.home, 'runs')) && eventTypes(bench).includes('PauseBegan'));
    writeFileSync(join(bench.folder, 'go'), '');
    expect((await ended).exit).toBe(3);
    expect(eventTypes(bench).filter((type) => type === 'CheckpointCommitted')).toHaveLength(1);
    ok(await bench.refold(['resume', '--continue']));
    expect([at(bench, 'x.txt'), at(bench, 'y.txt')]).toEqual(['x', 'y']);
  });

  it('keeps the work of every unit that a signal cuts off', async () => {
    const hangs = (unit: string): string =>
      `  - {step: g/${unit}, call: 1, do: [{write: {${unit}.txt: half}}, {run: [touch, "$F/${unit}"]}, {hang: true}]}\n  - {step: g/${unit}, do: [{write: {${unit}.txt: whole}}]}\n`;
    const { bench, file } = parallel(PAIR, hangs('a') + hangs('b'));
    const { child, ended } = bench.start(['run', file]);
    await until(() => existsSync(join(bench.folder, 'a')) && existsSync(join(bench.folder, 'b')));
    child.kill('SIGINT');
    expect((await ended).exit).toBe(130);
    const kept = bench.repository.git('for-each-ref', '--format=%(refname)', 'refs/refold').split('\n');
    const contents = kept.map((ref) =>
      bench.repository
        .git('ls-tree', '--name-only', ref)
        .split('\n')
        .filter((name) => name.length === 5),
    );
    expect(contents.flat().sort()).toEqual(['a.txt', 'a.txt', 'b.txt']);
    ok(await bench.refold(['resume']));
    expect([at(bench, 'a.txt'), at(bench, 'b.txt')]).toEqual(['whole', 'whole']);
  });

  it('writes nothing over what someone did where the units are to be merged', async () => {
    const { bench, file } = parallel(PAIR, MEET('a', 'b', 'x.txt: x') + MEET('b', 'a', 'y.txt: y'));
    const { ended } = bench.start(['run', file]);
    await until(() => existsSync(join(bench.folder, 'a')) || existsSync(join(bench.folder, 'b')));
    writeFileSync(join(bench.worktree(), 'x.txt'), 'mine');
    writeFileSync(join(bench.worktree(), 'other.txt'), 'mine');
    const run = await ended;
    expect(run.exit, run.stderr).toBe(3);
    expect(run.stdout).toContain('x.txt in ');
    expect(at(bench, 'x.txt')).toBe('mine');
    rmSync(join(bench.worktree(), 'x.txt'));
    ok(await bench.refold(['resume']));
    expect([at(bench, 'x.txt'), at(bench, 'y.txt'), at(bench, 'other.txt')]).toEqual(['x', 'y', 'mine']);
  });

  it('makes the worktree of a unit again that is gone, and does its work again', async () => {
    const { bench, file, turns } = parallel(
      PAIR,
      '  - {step: g/a, do: [{write: {x.txt: x}}, {exit: 1}]}\n  - {step: g/b, do: [{write: {y.txt: y}}]}\n',
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    turns('');
    rmSync(unitFolder(bench, 'a'), { recursive: true });
    const resumed = await bench.refold(['resume']);
    expect(resumed.stderr).toContain('worktree of g/a recreated');
    expect(resumed.exit).toBe(1);
    expect(at(bench, 'y.txt')).toBeUndefined();
    expect(readFileSync(join(unitFolder(bench, 'a'), 'x.txt'), 'utf8')).toBe('x');
  });
});

describe('a replay in a parallel run', () => {
  it('takes back the merge of the unit and of those after it, and runs no other unit again', async () => {
    const three = PAIR.replace(']}', `, {name: c, steps: [{name: one, ${AGENT}}, {name: two, ${AGENT}}]}]}`);
    const { bench, file } = parallel(
      `${three}  - {name: after, ${AGENT}}\n`,
      `${MEET('a', 'b', 'x.txt: x')}${MEET('b', 'a', 'y.txt: y')}  - {step: g/c/one, do: [{write: {one.txt: x}}]}
  - {step: g/c/two, do: [{write: {two.txt: x}}]}
  - {step: after, do: [{write: {after.txt: x}}]}
`,
    );
    ok(await bench.refold(['run', file]));
    ok(await bench.refold(['replay', '--from-step', 'g/c/two']));
    expect(calls(bench).slice(-2)).toEqual(['g/c/two', 'after']);
    expect(history(bench)).toEqual(['after: done', 'g/c: merged', 'g/b: merged', 'g/a: merged']);
    ok(await bench.refold(['replay', '--from-step', 'g/a']));
    expect(calls(bench).slice(-2)).toEqual(['g/a', 'after']);
    expect(history(bench)).toEqual(['after: done', 'g/c: merged', 'g/b: merged', 'g/a: merged']);
    ok(await bench.refold(['replay', '--from-step', 'after']));
    expect(calls(bench).at(-1)).toBe('after');
    const files = ['x.txt', 'y.txt', 'one.txt', 'two.txt', 'after.txt'];
    expect(files.map((name) => at(bench, name))).toEqual(['x', 'y', 'x', 'x', 'x']);
    ok(await bench.refold(['verify']));
  });
});

const eventTypes = (bench: Bench): readonly string[] => {
  try {
    return bench.events().map(({ type }) => type);
  } catch {
    return [];
  }
};
