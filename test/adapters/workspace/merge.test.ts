import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../../src/adapters/workspace/workspace.js';
import type { Head } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import { commitMerge, createWorktreeBench, unit, type WorktreeBench } from '../../support/worktree.js';

const merge = async (bench: WorktreeBench, ours: Head, theirs: Head, others: readonly Head[] = []) => {
  const branch = 'refs/heads/unit';
  bench.git('update-ref', branch, theirs.commit);
  const spec = {
    worktree: bench.worktree,
    base: bench.base.tree,
    ours,
    theirs: { ...theirs, branch },
    others: others.map(({ tree }) => ({ before: bench.base.tree, now: tree })),
  };
  return right(await bench.workspace.merge(spec)());
};

/** The merge of a unit whose branch is gone. */
const withoutBranch = (bench: WorktreeBench, theirs: Head) =>
  bench.workspace.merge({
    worktree: bench.worktree,
    base: bench.base.tree,
    ours: bench.base,
    theirs: { ...theirs, branch: 'refs/heads/gone' },
    others: [],
  })();

const FILES = { 'a.txt': 'a\n', 'sub/b.txt': 'b\n', bin: '\u0000\u0001', 'deep/er/c.txt': 'c\n' };

describe('merging by sets of files', () => {
  it('takes every change whole: contents, modes, links, binaries, deletions, names of any bytes', async () => {
    const bench = await createWorktreeBench(FILES);
    const { worktree, write } = bench;
    const theirs = await unit(bench, () => {
      write('new\nline "ü".txt', 'x');
      write('bin', '\u0000\u0002');
      chmodSync(join(worktree, 'a.txt'), 0o755);
      rmSync(join(worktree, 'deep'), { recursive: true });
      symlinkSync('a.txt', join(worktree, 'link'));
      rmSync(join(worktree, 'sub'), { recursive: true });
      write('sub', 'a file where a folder was');
    });
    const found = await merge(bench, bench.base, theirs);
    expect(found).toEqual({ fits: true, tree: theirs.tree, files: 7 });
    const commit = right(await commitMerge(bench, theirs.tree, theirs));
    expect(bench.git('status', '--porcelain')).toBe('');
    expect(bench.git('rev-parse', `${commit}^2`)).toBe(theirs.commit);
    expect(lstatSync(join(worktree, 'link')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(worktree, 'deep'))).toBe(false);
    expect(readFileSync(join(worktree, 'sub'), 'utf8')).toBe('a file where a folder was');
  });

  it('goes by the commit of a unit whose branch is gone, unless that is gone too', async () => {
    const bench = await createWorktreeBench(FILES);
    const theirs = await unit(bench, () => bench.write('theirs.txt', 'theirs'));
    expect(right(await withoutBranch(bench, theirs))).toMatchObject({ fits: true, tree: theirs.tree });
    const lost = { commit: 'c0ffee'.padEnd(40, '0'), tree: theirs.tree };
    expect(await withoutBranch(bench, lost)).toMatchObject({ left: { _tag: 'Damaged' } });
  });

  it('keeps what the other side did to other paths, and does not mind what both did the same', async () => {
    const bench = await createWorktreeBench(FILES);
    const ours = await unit(bench, () => {
      bench.write('a.txt', 'same');
      bench.write('ours.txt', 'ours');
    });
    const theirs = await unit(bench, () => {
      bench.write('a.txt', 'same');
      bench.write('theirs.txt', 'theirs');
    });
    const found = await merge(bench, ours, theirs);
    if (!found.fits) throw new Error('it fits');
    expect(bench.git('ls-tree', '-r', '--name-only', found.tree).split('\n')).toEqual(
      expect.arrayContaining(['ours.txt', 'theirs.txt', 'deep/er/c.txt']),
    );
  });

  it.each<[string, (bench: WorktreeBench) => void, (bench: WorktreeBench) => void, string]>([
    ['contents', (b) => b.write('a.txt', '1'), (b) => b.write('a.txt', '2'), 'a.txt'],
    [
      'a change and a deletion',
      (b) => b.write('a.txt', '1'),
      (b) => rmSync(join(b.worktree, 'a.txt')),
      'a.txt',
    ],
    [
      'a mode and contents',
      (b) => chmodSync(join(b.worktree, 'a.txt'), 0o755),
      (b) => b.write('a.txt', '2'),
      'a.txt',
    ],
    ['a file where the other has a folder', (b) => b.write('x/y', '1'), (b) => b.write('x', '2'), 'x'],
    ['a folder where the other has a file', (b) => b.write('x', '1'), (b) => b.write('x/y/z', '2'), 'x/y/z'],
  ])('is a conflict over %s, which names the other side', async (_, ours, theirs, path) => {
    const bench = await createWorktreeBench(FILES);
    const first = await unit(bench, () => ours(bench));
    const unrelated = await unit(bench, () => bench.write('unrelated', 'x'));
    const second = await unit(bench, () => theirs(bench));
    expect(await merge(bench, first, second, [unrelated, first])).toEqual({
      fits: false,
      paths: [path],
      other: 1,
    });
  });

  it('brings the files over once more after a crash half way', async () => {
    const bench = await createWorktreeBench(FILES);
    const theirs = await unit(bench, () => {
      bench.write('a.txt', 'theirs');
      bench.write('n/ew.txt', 'theirs');
      rmSync(join(bench.worktree, 'sub/b.txt'));
    });
    const first = right(await commitMerge(bench, theirs.tree, theirs));
    // As if it had been killed before the index and one of the files were written.
    bench.git('read-tree', '--reset', bench.base.tree);
    bench.write('a.txt', 'a\n');
    expect(right(await commitMerge(bench, theirs.tree, theirs))).toBe(first);
    expect(bench.git('status', '--porcelain')).toBe('');
  });

  it('leaves what someone wrote alone, and stops where that is in the way', async () => {
    const bench = await createWorktreeBench(FILES);
    const theirs = await unit(bench, () => bench.write('a.txt', 'theirs'));
    bench.write('sub/b.txt', 'mine');
    bench.write('mine.txt', 'mine');
    right(await commitMerge(bench, theirs.tree, theirs));
    expect(bench.git('status', '--porcelain')).toBe(' M sub/b.txt\n?? mine.txt');

    const other = await createWorktreeBench(FILES);
    const again = await unit(other, () => other.write('a.txt', 'theirs'));
    writeFileSync(join(other.worktree, 'a.txt'), 'mine');
    expect(await commitMerge(other, again.tree, again)).toMatchObject({ left: { _tag: 'Drift' } });
    expect(readFileSync(join(other.worktree, 'a.txt'), 'utf8')).toBe('mine');
  });
});

describe('bringing a merge into the worktree', () => {
  it.each<[string, (bench: WorktreeBench) => void, (bench: WorktreeBench) => void, string]>([
    [
      'in a folder that becomes a file',
      (b) => {
        rmSync(join(b.worktree, 'sub'), { recursive: true });
        b.write('sub', 'a file');
      },
      (b) => b.write('sub/mine.txt', 'mine'),
      'sub/mine.txt',
    ],
    ['where a folder is to come', (b) => b.write('new/x.txt', 'x'), (b) => b.write('new', 'mine'), 'new'],
  ])('leaves what someone wrote %s', async (_, theirs, mine, path) => {
    const bench = await createWorktreeBench(FILES);
    const other = await unit(bench, () => theirs(bench));
    mine(bench);
    expect(await commitMerge(bench, other.tree, other)).toMatchObject({ left: { _tag: 'Drift' } });
    expect(readFileSync(join(bench.worktree, path), 'utf8')).toBe('mine');
  });

  it('goes on after a kill between taking a file away and writing it anew', async () => {
    const bench = await createWorktreeBench(FILES);
    const theirs = await unit(bench, () => bench.write('a.txt', 'theirs'));
    rmSync(join(bench.worktree, 'a.txt'));
    right(await commitMerge(bench, theirs.tree, theirs));
    expect(readFileSync(join(bench.worktree, 'a.txt'), 'utf8')).toBe('theirs');
  });

  it('goes on after a kill in the middle of writing a file', async () => {
    const bench = await createWorktreeBench(FILES);
    const theirs = await unit(bench, () => bench.write('a.txt', 'theirs'));
    const torn = createWorkspace(join(bench.repository.root, '.git'), {
      ...bench.repository.env,
      PATH: `${tearingGit(bench.worktree)}:${bench.repository.env.PATH}`,
    });
    expect(await commitMerge({ ...bench, workspace: torn }, theirs.tree, theirs)).toMatchObject({
      _tag: 'Left',
    });
    right(await commitMerge(bench, theirs.tree, theirs));
    expect(readFileSync(join(bench.worktree, 'a.txt'), 'utf8')).toBe('theirs');
    expect(bench.git('status', '--porcelain')).toBe('');
  });
});

/** A folder with a git that is killed when it has written the beginning of `a.txt`, wherever it was told to. */
const tearingGit = (worktree: string): string => {
  const folder = join(worktree, '..', 'bin');
  mkdirSync(folder);
  const script = `#!/bin/sh
PATH=\${PATH#*:}
git "$@" || exit
case "$*" in *checkout-index*) ;; *) exit 0;; esac
into=./
for word; do case "$word" in --prefix=*) into=\${word#--prefix=};; esac; done
printf the > "\${into}a.txt"
exit 137
`;
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
  return folder;
};

describe('removing a worktree', () => {
  const remove = async (bench: WorktreeBench, head = bench.base) =>
    right(
      await bench.workspace.remove({
        worktree: bench.worktree,
        branch: bench.git('symbolic-ref', 'HEAD'),
        head,
      })(),
    );

  it('removes one that holds what its branch does, and finds it gone when it is done again', async () => {
    const bench = await createWorktreeBench();
    const branch = bench.git('symbolic-ref', 'HEAD');
    const spec = { worktree: bench.worktree, branch, head: bench.base };
    for (let times = 0; times < 2; times += 1)
      expect(right(await bench.workspace.remove(spec)())).toBeUndefined();
    expect(existsSync(bench.worktree)).toBe(false);
    expect(bench.repository.git('rev-parse', branch)).toBe(bench.base.commit);
  });

  it('goes on after a kill half way', async () => {
    const bench = await createWorktreeBench();
    const branch = bench.git('symbolic-ref', 'HEAD');
    renameSync(bench.worktree, `${bench.worktree}.removed`);
    rmSync(join(`${bench.worktree}.removed`, 'a.txt'));
    const spec = { worktree: bench.worktree, branch, head: bench.base };
    expect(right(await bench.workspace.remove(spec)())).toBeUndefined();
    expect(existsSync(`${bench.worktree}.removed`)).toBe(false);
    expect(bench.repository.git('worktree', 'list', '--porcelain')).not.toContain(bench.worktree);
  });

  it('leaves one that holds anything else', async () => {
    const bench = await createWorktreeBench();
    bench.write('untracked.txt', 'x');
    expect(await remove(bench)).toBe('it holds changes that are in no commit');
    rmSync(join(bench.worktree, 'untracked.txt'));
    bench.git('commit', '-q', '--allow-empty', '-m', 'someone');
    expect(await remove(bench)).toBe('its HEAD is elsewhere');
    expect(existsSync(bench.worktree)).toBe(true);
  });
});
