import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownGitDir } from '../../../src/adapters/workspace/repository.js';
import { right } from '../../contracts/runStore.js';
import { createComparingBench } from '../../support/comparing.js';
import { addSubmodule, commitIn } from '../../support/repository.js';
import {
  BRANCH,
  DISPOSAL_KEEPS,
  disposalOf,
  KEEPS,
  resetTo,
  type WorktreeBench,
} from '../../support/worktree.js';

/** A worktree with what somebody made in it, and whatever is asked of it here. */
const createBench = async (given?: readonly string[]) => {
  const bench = await createComparingBench({ 'a.txt': 'a\n', '.gitignore': 'ignored\n' }, given);
  const inner = (path: string, ...args: readonly string[]) => bench.git('-C', path, ...args);
  return {
    ...bench,
    inner,
    tryReset: (to = bench.base) => bench.comparing.tryReset(bench.worktree, to.tree)(),
    init: (path: string) => {
      mkdirSync(bench.at(path), { recursive: true });
      inner(path, 'init', '-q');
    },
    listed: (tree: string) => bench.git('ls-tree', '-r', '--name-only', tree).split('\n'),
    reset: async (to = bench.base) => right(await resetTo(bench, to)),
    whyNotDisposed: async () => {
      const area = { branches: 'refs/heads/refold/r/', worktrees: join(bench.worktree, '..') };
      return right(await bench.workspace.tryDispose(area, 'closely')());
    },
  };
};

const read = ({ worktree }: WorktreeBench, path: string): string =>
  readFileSync(join(worktree, path), 'utf8');

describe('a repository without a commit in a worktree', () => {
  it('is a folder like any other: its files are captured, by its own rules, however deep it lies', async () => {
    const { init, write, git, inspect, listed, compare } = await createBench();
    init('vendor');
    write('vendor/file', '1');
    write('vendor/.gitignore', 'build\n');
    write('vendor/build', 'x');
    write('vendor/ignored', 'x');
    init('vendor/deep/inner');
    write('vendor/deep/inner/file', '2');
    init('empty');
    git('init', '-q', '--object-format=sha256', 'other');
    write('other/file', '3');
    git('-C', 'other', 'add', '-A');
    git('-C', 'other', 'commit', '-q', '-m', 'by another kind of hash');
    const { tree, files } = await inspect();
    const expected = ['other/file', 'vendor/.gitignore', 'vendor/deep/inner/file', 'vendor/file'];
    expect(listed(tree)).toEqual(['.gitignore', 'a.txt', ...expected]);
    expect(files.map(({ path }) => path)).toEqual(expected);
    const { differences } = await compare();
    expect(differences.map(({ file, differs }) => [file.path, differs])).toEqual(
      expected.map((path) => [path, 'added']),
    );
  });

  it('is told of as unread where its name is no text that git can be asked about', async () => {
    const { worktree, inspect, compare } = await createBench();
    const folder = Buffer.concat([Buffer.from(`${worktree}/r`), Buffer.from([0xff])]);
    mkdirSync(folder);
    execFileSync('git', ['init', '-q', 'inner'], { cwd: worktree });
    renameSync(join(worktree, 'inner/.git'), Buffer.concat([folder, Buffer.from('/.git')]));
    rmSync(join(worktree, 'inner'), { recursive: true });
    writeFileSync(Buffer.concat([folder, Buffer.from('/file')]), 'x');
    await expect(inspect()).rejects.toThrow('(a repository without a commit, whose name git cannot be told)');
    const { differences } = await compare();
    expect(differences.map(({ file }) => file)).toMatchObject([
      { unknown: expect.stringContaining('a repository') },
    ]);
  });

  it('stays one once it is recorded, whatever is committed in it, and a reset puts its files back', async () => {
    const bench = await createBench();
    bench.init('vendor');
    bench.write('vendor/file', '1');
    const head = await bench.checkpoint();
    expect((await bench.compare(head)).differences).toEqual([]);
    commitIn(bench, 'vendor');
    bench.write('vendor/file', '2');
    const { tree } = await bench.inspect(head);
    expect(bench.git('show', `${tree}:vendor/file`)).toBe('2');
    expect(await bench.reset(head)).not.toHaveProperty('aside');
    expect([read(bench, 'vendor/file'), bench.inner('vendor', 'log', '--format=%s')]).toEqual(['1', 'x']);
  });

  it('is no reason to keep a worktree, for nothing is in it that is not captured', async () => {
    const bench = await createBench();
    bench.init('vendor');
    bench.write('vendor/file', '1');
    expect(await bench.whyNotDisposed()).toBeUndefined();
  });
});

describe('a reset of a worktree in which repositories were made', () => {
  it('moves each aside whole, with what is committed, changed and ignored in it, and can be done again', async () => {
    const bench = await createBench();
    for (const path of ['plain', 'linked/deep']) {
      bench.init(path);
      bench.write(`${path}/file`, path);
      bench.write(`${path}/ignored`, 'x');
    }
    bench.init('empty');
    bench.git('worktree', 'add', '-q', '--detach', join(bench.worktree, 'tree'));
    commitIn(bench, 'linked/deep');
    bench.write('linked/deep/file', 'changed');
    const { kept, aside = '' } = await bench.reset();
    expect(bench.git('status', '--porcelain')).toBe('');
    expect(['plain', 'linked/deep', 'empty'].map((path) => existsSync(join(bench.worktree, path)))).toEqual([
      false,
      false,
      false,
    ]);
    expect(readFileSync(join(aside, 'linked/deep/file'), 'utf8')).toBe('changed');
    expect(existsSync(join(aside, 'plain/ignored'))).toBe(true);
    expect(bench.repository.git('-C', join(aside, 'linked/deep'), 'log', '--format=%s')).toBe('x');
    expect(bench.git('show', `${KEEPS}:plain/file`)).toBe('plain');
    expect(bench.git('worktree', 'list', '--porcelain')).toContain(`worktree ${join(aside, 'tree')}\n`);
    expect(await bench.reset()).toEqual({ kept, aside });
  });

  it('is refused before anything is changed where one that stays has changes that no commit holds', async () => {
    const bench = await createBench();
    bench.init('lib');
    bench.write('lib/file', '1');
    commitIn(bench, 'lib');
    const head = await bench.checkpoint();
    expect(await bench.tryReset(head)).toMatchObject({ _tag: 'Right' });
    bench.write('lib/new', '2');
    expect(await bench.tryReset(head)).toMatchObject({
      left: { _tag: 'Drift', detail: expect.stringContaining('lib; commit or discard') },
    });
    bench.init('goes');
    bench.write('goes/file', '3');
    const all = () => [
      bench.git('for-each-ref'),
      bench.git('status', '--porcelain', '--untracked-files=all', '--ignore-submodules=none'),
      existsSync(`${bench.worktree}.repositories`),
    ];
    const before = all();
    expect(await resetTo(bench, head)).toMatchObject({ left: { _tag: 'Drift' } });
    expect(all()).toEqual(before);
    // Of one that goes, nothing is lost.
    expect(await bench.tryReset()).toMatchObject({ _tag: 'Right' });
  });
});

describe('a repository with a commit in a worktree', () => {
  it('is a link, and unknown as soon as something in it is in no commit', async () => {
    const bench = await createBench();
    bench.init('lib');
    bench.write('lib/file', '1');
    commitIn(bench, 'lib');
    bench.write('lib/new', '2');
    const { differences } = await bench.compare();
    expect(differences.map(({ file }) => [file.path, 'unknown' in file])).toEqual([
      ['lib', false],
      ['lib', true],
    ]);
    const head = await bench.checkpoint();
    expect((await bench.compare(head)).differences).toMatchObject([
      { file: { path: 'lib', unknown: 'a repository with changes that are in no commit of its own' } },
    ]);
  });

  it('is a folder like any other once its repository is gone, or begun anew', async () => {
    const bench = await createBench();
    bench.init('lib');
    bench.write('lib/file', '1');
    commitIn(bench, 'lib');
    const head = await bench.checkpoint();
    rmSync(join(bench.worktree, 'lib/.git'), { recursive: true });
    const paths = async () => (await bench.compare(head)).differences.map(({ file }) => file.path);
    expect(await paths()).toEqual(['lib', 'lib/file']);
    bench.init('lib');
    expect(await paths()).toEqual(['lib', 'lib/file']);
    expect(bench.listed((await bench.inspect(head)).tree)).toContain('lib/file');
  });

  it('keeps its worktree from being removed while it holds what no remote has, or changes', async () => {
    const bench = await createBench();
    bench.git('clone', '-q', bench.repository.root, 'clone');
    expect(await bench.whyNotDisposed()).toBeUndefined();
    bench.write('clone/new', 'x');
    const why = expect.stringContaining('(clone) with commits or changes that are nowhere else');
    expect(await bench.whyNotDisposed()).toEqual(why);
    commitIn(bench, 'clone');
    expect(await bench.whyNotDisposed()).toEqual(why);
    bench.inner('clone', 'push', '-q', 'origin', 'HEAD:refs/heads/there');
    expect(await bench.whyNotDisposed()).toBeUndefined();
  });

  it('keeps it also as a submodule whose folder is gone, until what it holds was pushed', async () => {
    const bench = await createBench();
    addSubmodule(bench.git, bench.repository.root, 'sub');
    commitIn(bench, 'sub');
    rmSync(join(bench.worktree, 'sub'), { recursive: true });
    const modules = join(ownGitDir(bench.worktree) ?? '', 'modules/sub');
    expect(await bench.whyNotDisposed()).toContain(`(${modules}) with commits`);
    bench.git(`--git-dir=${modules}`, '--work-tree=.', 'push', '-q', 'origin', 'HEAD:refs/heads/there');
    expect(await bench.whyNotDisposed()).toBeUndefined();
  });
});

describe('a submodule that was never opened in a worktree', () => {
  const withUnopened = async (given?: readonly string[]) => {
    const bench = await createBench(given);
    addSubmodule(bench.git, bench.repository.root, 'sub');
    const head = await bench.checkpoint();
    rmSync(bench.at('sub'), { recursive: true });
    rmSync(join(ownGitDir(bench.worktree) ?? '', 'modules'), { recursive: true });
    mkdirSync(bench.at('sub'));
    return { ...bench, head };
  };

  it('stays the link that it is, whatever strays into its folder', async () => {
    const bench = await withUnopened();
    bench.write('sub/ignored', 'x');
    bench.write('sub/deep/new.txt', 'x');
    bench.write('new.txt', 'x');
    expect((await bench.inspect(bench.head)).files.map(({ path }) => path)).toEqual(['new.txt']);
    expect((await bench.compare(bench.head)).differences.map(({ file }) => file.path)).toEqual(['new.txt']);
    const { commit } = await bench.checkpoint(bench.head);
    expect(bench.git('ls-tree', commit, 'sub')).toMatch(/^160000 commit /);
  });

  it.each([
    ['deep/new.txt', 1],
    ['ignored', 0],
  ])('lets its worktree go, and %s in it is kept %i times', async (path, times) => {
    const bench = await withUnopened();
    bench.write(`sub/${path}`, 'stray');
    const why = expect.stringContaining('it holds changes that are in no commit');
    const removal = { worktree: bench.worktree, branch: BRANCH, head: bench.head };
    if (times > 0) expect(right(await bench.workspace.remove(removal)())).toEqual(why);
    expect(await bench.whyNotDisposed()).toBeUndefined();
    const { uncommitted } = right(await bench.workspace.dispose(disposalOf(bench))());
    expect([uncommitted, existsSync(bench.worktree)]).toEqual([times, false]);
    if (times > 0)
      expect(bench.repository.git('show', `${DISPOSAL_KEEPS}work/main:sub/${path}`)).toBe('stray');
  });

  it('may be named by what a worktree is given', async () => {
    const bench = await withUnopened(['sub', 'sub/**', 'sub/.env']);
    bench.write('sub/.env', 'x');
    bench.write('new.txt', 'x');
    expect((await bench.compare(bench.head)).differences.map(({ file }) => file.path)).toEqual(['new.txt']);
  });
});

it('a submodule that its repository wants ignored is compared and recorded all the same', async () => {
  const bench = await createBench();
  bench.init('lib');
  commitIn(bench, 'lib');
  bench.write('.gitmodules', '[submodule "lib"]\n\tpath = lib\n\turl = ./lib\n\tignore = all\n');
  const head = await bench.checkpoint();
  commitIn(bench, 'lib');
  const { files } = await bench.inspect(head);
  expect(files.map(({ path }) => path)).toEqual(['lib']);
  expect((await bench.compare(head)).differences.map(({ file }) => file.path)).toEqual(['lib']);
});
