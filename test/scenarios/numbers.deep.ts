import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, exited } from '../support/refold.js';

interface Numbered extends Bench {
  readonly file: string;
  /** The folder in which the numbers of the repository are kept besides its logs. */
  readonly numbers: string;
  readonly ids: readonly string[];
}

/** Two runs that have passed. */
const twoRuns = async (): Promise<Numbered> => {
  const bench = createBench();
  bench.repository.commit({});
  const file = bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]');
  for (const _ of [1, 2]) exited(await bench.refold(['run', file]));
  const numbers = join(dirname(bench.runFolder()), 'numbers');
  return { ...bench, file, numbers, ids: [1, 2].map((n) => readFileSync(join(numbers, `${n}`), 'utf8')) };
};

const listed = async (bench: Bench): Promise<readonly { readonly run: string; readonly number: number }[]> =>
  JSON.parse(exited(await bench.refold(['runs', '--json'])).stdout);

describe('the numbers of a repository, lost but for its logs', () => {
  it('still name the runs that bear them, and a new run gets one above', async () => {
    const bench = await twoRuns();
    rmSync(bench.numbers, { recursive: true });
    expect(JSON.parse(exited(await bench.refold(['show', '2', '--json'])).stdout).run).toBe(bench.ids[1]);
    exited(await bench.refold(['discard', '1']));
    expect(await listed(bench)).toMatchObject([
      { number: 2, status: 'passed' },
      { number: 1, status: 'discarded' },
    ]);
    exited(await bench.refold(['run', bench.file]));
    expect(await listed(bench)).toMatchObject([{ number: 3 }, { number: 2 }, { number: 1 }]);
    expect(readdirSync(bench.numbers).sort()).toEqual(['1', '2', '3']);
  });

  it('are put back once, and none is given twice, by twenty runs that start at once', async () => {
    const bench = await twoRuns();
    rmSync(bench.numbers, { recursive: true });
    const started = Array.from({ length: 20 }, () => bench.refold(['run', bench.file, '--new']));
    for (const one of await Promise.all(started)) exited(one);
    const all = await listed(bench);
    expect(all.map(({ number }) => number)).toEqual(all.map((_, index) => all.length - index));
    expect(all).toHaveLength(22);
    expect(all.slice(-2).map(({ run }) => run)).toEqual([...bench.ids].reverse());
  });
});

describe('a number', () => {
  it('that two logs tell, as an older refold gave it, names neither: both are named, and nothing is changed', async () => {
    const bench = await twoRuns();
    const home = join(bench.folder, 'another home');
    exited(await bench.refold(['run', bench.file], { env: { REFOLD_HOME: home } }));
    const others = join(home, 'runs', readdirSync(join(home, 'runs'))[0] as string);
    const other = readdirSync(others).find((name) => name !== 'numbers') as string;
    cpSync(join(others, other), join(dirname(bench.numbers), other), { recursive: true });
    const before = bench.contents();
    for (const words of ['discard 1', 'apply #1', 'resume 1', 'show 1', 'replay 1 --from-step look']) {
      const { stderr } = exited(await bench.refold(words.split(' ')), 2);
      for (const id of [bench.ids[0], other, 'name one by its id']) expect(stderr, words).toContain(id);
    }
    expect(bench.contents()).toEqual(before);
    exited(await bench.refold(['show', other]));
  });

  it('that the log of a run does not tell is none of it, whatever is kept besides', async () => {
    const bench = await twoRuns();
    for (const [index, id] of [...bench.ids].reverse().entries())
      writeFileSync(join(bench.numbers, `${index + 1}`), id);
    const before = bench.contents();
    for (const words of ['discard 1', 'apply 2', 'show 1'])
      expect(exited(await bench.refold(words.split(' ')), 2).stderr).toContain('no run is called');
    expect(bench.contents()).toEqual(before);
  });
});
