import { existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/ports/comparing.js';
import { right } from '../../contracts/runStore.js';
import { type ComparingBench, createComparingBench } from '../../support/comparing.js';
import { commitMerge, DISPOSAL_KEEPS, disposalOf, KEEPS, resetTo, unit } from '../../support/worktree.js';

/** A worktree in which git was told not to look at a file, by any of its ways. */
const hiding = async (bit: string): Promise<ComparingBench> => {
  const bench = await createComparingBench();
  bench.git('update-index', `--${bit}`, 'a.txt');
  return bench;
};

const paths = ({ differences }: Comparison) => differences.map(({ file }) => file.path);

describe.each(['assume-unchanged', 'skip-worktree'])(
  'a file that git was told not to look at (%s)',
  (bit) => {
    it('is looked at all the same, and what lies there is found and taken in', async () => {
      const bench = await hiding(bit);
      expect(await bench.compare()).toEqual({ checked: 5, differences: [], lost: [] });
      bench.write('a.txt', 'by hand\n');
      expect(paths(await bench.compare())).toEqual(['a.txt']);
      const { commit } = await bench.checkpoint();
      expect(bench.git('show', `${commit}:a.txt`)).toBe('by hand');
      expect(bench.git('status', '--porcelain')).toBe('');
    });

    it('is kept, and goes back as all others do', async () => {
      const bench = await hiding(bit);
      bench.write('a.txt', 'by hand\n');
      right(await resetTo(bench, bench.base));
      expect(bench.git('show', `${KEEPS}:a.txt`)).toBe('by hand');
      expect(readFileSync(bench.at('a.txt'), 'utf8')).toBe('a\n');
    });

    it('is written where a unit is merged that changed it, unless somebody else did', async () => {
      const bench = await createComparingBench();
      const theirs = await unit(bench, () => bench.write('a.txt', 'theirs\n'));
      bench.git('update-index', `--${bit}`, 'a.txt');
      bench.write('a.txt', 'by hand\n');
      expect(await commitMerge(bench, theirs.tree, theirs)).toMatchObject({ left: { _tag: 'Drift' } });
      bench.write('a.txt', 'a\n');
      right(await commitMerge(bench, theirs.tree, theirs));
      expect(readFileSync(bench.at('a.txt'), 'utf8')).toBe('theirs\n');
    });

    it('is kept where the run is taken out of its repository', async () => {
      const bench = await hiding(bit);
      bench.write('a.txt', 'by hand\n');
      right(await bench.workspace.dispose(disposalOf(bench))());
      expect(existsSync(bench.worktree)).toBe(false);
      expect(bench.repository.git('show', `${DISPOSAL_KEEPS}work/main:a.txt`)).toBe('by hand');
    });
  },
);

describe('a file that is not there', () => {
  it('was deleted where git was told to take it for unchanged, and not where it was told to do without it', async () => {
    const assumed = await hiding('assume-unchanged');
    rmSync(assumed.at('a.txt'));
    expect(paths(await assumed.compare())).toEqual(['a.txt']);
    const skipped = await hiding('skip-worktree');
    rmSync(skipped.at('a.txt'));
    expect(paths(await skipped.compare())).toEqual([]);
    expect((await skipped.checkpoint()).tree).toBe(skipped.base.tree);
  });
});
