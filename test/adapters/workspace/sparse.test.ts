import { existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { right } from '../../contracts/runStore.js';
import { type ComparingBench, createComparingBench } from '../../support/comparing.js';
import { commitMerge, KEEPS, resetTo, unit } from '../../support/worktree.js';

/** A worktree in which only the folder `sub` is checked out. */
const sparse = async (...how: readonly string[]): Promise<ComparingBench> => {
  const bench = await createComparingBench({ 'a.txt': 'a\n', 'sub/b.txt': 'b\n', 'out/c.txt': 'c\n' });
  bench.git('sparse-checkout', 'set', ...how, 'sub');
  expect(existsSync(bench.at('out/c.txt'))).toBe(false);
  return bench;
};

const found = async (bench: ComparingBench, ...head: Parameters<ComparingBench['compare']>) =>
  (await bench.compare(...head)).differences.map(({ file }) => file.path);

describe.each([['--cone'], ['--no-cone'], ['--cone', '--sparse-index']])(
  'a sparse checkout (%s %s)',
  (...how) => {
    const make = () => sparse(...how.filter((word) => word !== undefined));

    it('has nothing deleted that it leaves out, and holds what is written outside of it', async () => {
      const bench = await make();
      expect(await found(bench)).toEqual([]);
      bench.write('out/new.txt', 'new\n');
      bench.write('out/c.txt', 'by hand\n');
      expect(await found(bench)).toEqual(['out/c.txt', 'out/new.txt']);
      const head = await bench.checkpoint();
      expect(bench.git('ls-tree', '-r', '--name-only', head.commit).split('\n')).toEqual([
        'a.txt',
        'out/c.txt',
        'out/new.txt',
        'sub/b.txt',
      ]);
      expect(await found(bench, head)).toEqual([]);
      rmSync(bench.at('out/new.txt'));
      expect(await found(bench, head)).toEqual(['out/new.txt']);
    });

    it('goes back with all that was written outside of it, and leaves out what it has left out', async () => {
      const bench = await make();
      bench.write('out/new.txt', 'new\n');
      const head = await bench.checkpoint();
      bench.write('out/new.txt', 'by hand\n');
      bench.write('out/other.txt', 'by hand\n');
      right(await resetTo(bench, head));
      expect(bench.git('show', `${KEEPS}:out/new.txt`)).toBe('by hand');
      expect(bench.git('show', `${KEEPS}:out/other.txt`)).toBe('by hand');
      expect(readFileSync(bench.at('out/new.txt'), 'utf8')).toBe('new\n');
      expect([existsSync(bench.at('out/other.txt')), existsSync(bench.at('out/c.txt'))]).toEqual([
        false,
        false,
      ]);
      expect(await found(bench, head)).toEqual([]);
    });

    it('is given what a unit has changed outside of it', async () => {
      const bench = await make();
      const theirs = await unit(bench, () => {
        bench.write('out/c.txt', 'theirs\n');
        bench.write('out/new.txt', 'theirs\n');
      });
      bench.git('sparse-checkout', 'reapply');
      expect(existsSync(bench.at('out'))).toBe(false);
      right(await commitMerge(bench, theirs.tree, theirs));
      expect(readFileSync(bench.at('out/c.txt'), 'utf8')).toBe('theirs\n');
      expect(readFileSync(bench.at('out/new.txt'), 'utf8')).toBe('theirs\n');
      expect(await found(bench, { commit: bench.git('rev-parse', 'HEAD'), tree: theirs.tree })).toEqual([]);
    });
  },
);

it('a file that is in no commit yet is found where the worktree became sparse around it', async () => {
  const bench = await createComparingBench();
  bench.write('two.txt', 'two\n');
  const { tree } = await bench.inspect();
  bench.git('sparse-checkout', 'set', '--no-cone', 'sub');
  expect(await found(bench, { commit: bench.base.commit, tree })).toEqual([]);
});
