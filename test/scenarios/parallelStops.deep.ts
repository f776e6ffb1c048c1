import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENT, at, MEET, PAIR, parallel, unitFolder } from '../support/parallel.js';
import { exited, hasEvent, mend, typesOf, until } from '../support/refold.js';

describe('a parallel run that does not go through', () => {
  it('stops for a person only when nothing else is to be done, and goes on from there', async () => {
    const { bench, file } = parallel(
      `  - {name: g, parallel: true, steps: [{name: a, hitl: before_gate, ${AGENT}}, {name: b, ${AGENT}, gate: [{bash: "test -f y.txt"}]}]}\n`,
      '  - {step: g/a, do: [{write: {x.txt: x}}]}\n  - {step: g/b, do: [{until: "$F/go"}, {write: {y.txt: y}}]}\n',
    );
    const { ended } = bench.start(['run', file]);
    await until(() => hasEvent(bench, 'PauseBegan'));
    writeFileSync(join(bench.folder, 'go'), '');
    expect((await ended).exit).toBe(3);
    expect(typesOf(bench).filter((type) => type === 'CheckpointCommitted')).toHaveLength(1);
    exited(await bench.refold(['resume', '--continue']));
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
    exited(await bench.refold(['resume']));
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
    exited(await bench.refold(['resume']));
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

describe('what lies in the worktree of a unit and nowhere else', () => {
  it('is a reason to leave it where it is, with a word about it', async () => {
    const { bench, file } = parallel(
      PAIR,
      `  - {step: g/a, do: [{run: [sh, -c, "git init -q nested && cd nested && echo p > precious.txt && git add . && git -c user.name=a -c user.email=a@b commit -qm n"]}]}
  - {step: g/b, do: [{write: {y.txt: y}}]}
`,
    );
    const run = await bench.refold(['run', file]);
    exited(run);
    expect(run.stderr).toContain(
      `${unitFolder(bench, 'a')} is left where it is: it holds other repositories`,
    );
    expect(readFileSync(join(unitFolder(bench, 'a'), 'nested/precious.txt'), 'utf8')).toBe('p\n');
  });

  it('is drift when it was committed by hand behind a unit that had passed', async () => {
    const { bench, file } = parallel(
      PAIR,
      '  - {step: g/a, do: [{write: {x.txt: x}}]}\n  - {step: g/b, do: [{run: [sh, -c, "test -e $F/mended"]}]}\n',
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    const unit = unitFolder(bench, 'a');
    bench.repository.git('-C', unit, 'commit', '-q', '--allow-empty', '-m', 'by hand');
    mend(bench);
    const stopped = await bench.refold(['resume']);
    expect(stopped.exit).toBe(3);
    const [, putBack = ''] = /put it back: git (update-ref \S+ \S+)/.exec(stopped.stdout) ?? [];
    bench.repository.git('-C', unit, ...putBack.split(' '));
    exited(await bench.refold(['resume']));
  });

  it('may go with all its folders: what is needed is made again', async () => {
    const { bench, file } = parallel(
      PAIR,
      '  - {step: g/a, do: [{run: [sh, -c, "test -e $F/mended"]}, {write: {x.txt: x}}]}\n  - {step: g/b, do: [{write: {y.txt: y}}]}\n',
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    rmSync(join(bench.runFolder(), 'units'), { recursive: true });
    mend(bench);
    exited(await bench.refold(['resume']));
    expect([at(bench, 'x.txt'), at(bench, 'y.txt')]).toEqual(['x', 'y']);
  });
});

describe('two units that wait for a person', () => {
  it('are answered one by one where only one was asked about', async () => {
    const { bench, file } = parallel(
      `  - {name: g, parallel: true, steps: [{name: a, hitl: before_gate, ${AGENT}}, {name: b, hitl: before_gate, ${AGENT}}]}\n`,
      '  - {step: g/a, do: [{write: {x.txt: x}}]}\n  - {step: g/b, do: [{write: {y.txt: y}}]}\n',
    );
    expect((await bench.refold(['run', file])).exit).toBe(3);
    expect((await bench.refold(['show'])).stdout.match(/waits for a person, on/g)).toHaveLength(2);
    const answers = (): readonly unknown[] =>
      bench
        .events()
        .filter(({ type }) => type === 'PauseAnswered')
        .map(({ data }) => data.path);
    expect((await bench.refold(['resume', '--continue'])).exit).toBe(3);
    expect(answers()).toHaveLength(1);
    exited(await bench.refold(['resume', '--continue']));
    expect([...answers()].sort()).toEqual(['g/a', 'g/b']);
  });
});
