import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AGENT, at, calls, history, MEET, PAIR, parallel, runOf, unitsOf } from '../support/parallel.js';
import { exited, mend } from '../support/refold.js';

describe('units of a parallel step', () => {
  it('run at the same time, each in a worktree and on a branch of its own, and are merged in order', async () => {
    const { bench, file } = parallel(
      `${PAIR}  - {name: after, gate: [{bash: "test -f x.txt -a -f new/y.txt -a ! -e a.txt"}]}\n`,
      MEET('a', 'b', 'x.txt: x') +
        `  - {step: g/b, do: [{run: [touch, "$F/b"]}, {until: "$F/a"}, {write: {new/y.txt: y}}, {delete: a.txt}, {run: [chmod, "+x", sub/b.txt]}]}\n`,
    );
    exited(await bench.refold(['run', file]));
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
    exited(await bench.refold(['verify']));
  });

  it('are no more at a time than max_parallel says', async () => {
    const units = ['a', 'b', 'c', 'd'];
    const { bench, file } = parallel(
      `  - {name: g, parallel: true, max_parallel: 2, steps: [${units.map((name) => `{name: ${name}, ${AGENT}}`).join(', ')}]}\n`,
      units.map((name) => `  - {step: g/${name}, do: [{write: {${name}.txt: x}}]}\n`).join(''),
    );
    exited(await bench.refold(['run', file]));
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
    exited(await bench.refold(['run', file]));
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
    mend(bench);
    exited(await bench.refold(['resume']));
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
    exited(resumed);
    expect(resumed.stderr).toContain('retry g (failed: conflict)');
    expect(calls(bench)).toEqual(expect.arrayContaining(['g/a', 'g/b', 'g/b']));
    expect(calls(bench).filter((path) => path === 'g/a')).toHaveLength(1);
    expect([at(bench, 'same.txt'), at(bench, 'y.txt')]).toEqual(['of a', 'y\n']);
    expect(history(bench)).toEqual(['g/b: merged', 'g/a: merged']);
    exited(await bench.refold(['verify']));
  });

  it('are retried without a person where the group says so', async () => {
    const { bench, file } = parallel(
      PAIR.replace('parallel: true', 'parallel: true, retry: [{exit: 2}]'),
      CLASH,
    );
    exited(await bench.refold(['run', file]));
    expect([at(bench, 'same.txt'), at(bench, 'y.txt')]).toEqual(['of a', 'y\n']);
  });

  it('are one when both made it the same, and two when one made a folder where the other made a file', async () => {
    const same = parallel(PAIR, MEET('a', 'b', 's.txt: s') + MEET('b', 'a', 's.txt: s, y.txt: y'));
    exited(await same.bench.refold(['run', same.file]));
    expect(at(same.bench, 'y.txt')).toBe('y');
    const folder = parallel(PAIR, MEET('a', 'b', 'p: s') + MEET('b', 'a', 'p/q.txt: s'));
    const run = await folder.bench.refold(['run', folder.file]);
    expect(run.exit).toBe(1);
    expect(run.stderr).toContain('g/a and g/b both changed p/q.txt');
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
    exited(await bench.refold(['run', file]));
    exited(await bench.refold(['replay', '--from-step', 'g/c/two']));
    expect(calls(bench).slice(-2)).toEqual(['g/c/two', 'after']);
    expect(history(bench)).toEqual(['after: done', 'g/c: merged', 'g/b: merged', 'g/a: merged']);
    exited(await bench.refold(['replay', '--from-step', 'g/a']));
    expect(calls(bench).slice(-2)).toEqual(['g/a', 'after']);
    expect(history(bench)).toEqual(['after: done', 'g/c: merged', 'g/b: merged', 'g/a: merged']);
    exited(await bench.refold(['replay', '--from-step', 'after']));
    expect(calls(bench).at(-1)).toBe('after');
    const files = ['x.txt', 'y.txt', 'one.txt', 'two.txt', 'after.txt'];
    expect(files.map((name) => at(bench, name))).toEqual(['x', 'y', 'x', 'x', 'x']);
    exited(await bench.refold(['verify']));
  });
});
