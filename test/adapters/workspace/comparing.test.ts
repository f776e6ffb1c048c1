import { chmodSync, existsSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/ports/comparing.js';
import type { Head } from '../../../src/ports/workspace.js';
import { right } from '../../contracts/runStore.js';
import { createComparingBench, STRANGE } from '../../support/comparing.js';
import { BRANCH, type WorktreeBench } from '../../support/worktree.js';

const brief = ({ differences }: Comparison) =>
  differences.map(({ file, differs, committed }) => [
    file.path,
    differs,
    'unknown' in file ? file.unknown : 'deleted' in file ? 'deleted' : 'mode' in file ? file.mode : '',
    ...(committed ? ['committed'] : []),
  ]);

/** Everything that a look must leave as it is. */
const untouched = ({ git, worktree }: WorktreeBench) => [
  git('for-each-ref'),
  git('status', '--porcelain', '--untracked-files=all'),
  readdirSync(join(worktree, '..', '..', 'répo with space', '.git', 'worktrees', 'worktree')).sort(),
];

describe('comparing a worktree with what is recorded of it', () => {
  it('finds what a commit from elsewhere has changed on its branch, and cannot tell what is to hold', async () => {
    const bench = await createComparingBench();
    bench.git('checkout', '-q', '--detach');
    bench.git('commit', '-q', '--allow-empty', '-m', 'nothing');
    const tree = bench.git(
      'commit-tree',
      '-p',
      bench.base.commit,
      '-m',
      'theirs',
      `${bench.base.commit}^{tree}:sub`,
    );
    bench.git('update-ref', BRANCH, tree);
    const found = brief(await bench.compare());
    expect(found.map(([path]) => path)).toEqual(expect.arrayContaining(['a.txt', 'b.txt', 'run.sh']));
    expect(new Set(found.map(([, , why]) => why))).toEqual(
      new Set(['a commit on the branch has it otherwise, and it is not here']),
    );
  });

  it('tells where HEAD is that is not on the branch of the run', async () => {
    const bench = await createComparingBench();
    bench.git('checkout', '-q', '-b', 'mine');
    expect((await bench.compare()).elsewhere).toBe('refs/heads/mine');
    bench.git('checkout', '-q', '--detach');
    expect((await bench.compare()).elsewhere).toBe(bench.base.commit);
  });

  it('finds nothing where nothing was done, and says how many files there are', async () => {
    const bench = await createComparingBench();
    expect(await bench.compare()).toEqual({ checked: 5, differences: [], lost: [] });
  });

  it('finds whatever was done to a file, by any name, and changes nothing by looking', async () => {
    const bench = await createComparingBench();
    const { at } = bench;
    writeFileSync(at('a.txt'), 'changed\n');
    chmodSync(at('run.sh'), 0o755);
    rmSync(at('gone.txt'));
    renameSync(at('sub/b.txt'), at('sub/renamed.txt'));
    symlinkSync('a.txt', at('link'));
    writeFileSync(at('logo.bin'), Buffer.from([0, 1, 2, 255]));
    writeFileSync(at(STRANGE), 'other\n');
    const before = untouched(bench);
    expect(brief(await bench.compare())).toEqual([
      [STRANGE, 'changed', '100644'],
      ['a.txt', 'changed', '100644'],
      ['gone.txt', 'changed', 'deleted'],
      ['link', 'added', '120000'],
      ['logo.bin', 'added', '100644'],
      ['run.sh', 'changed', '100755'],
      ['sub/b.txt', 'changed', 'deleted'],
      ['sub/renamed.txt', 'added', '100644'],
    ]);
    expect(untouched(bench)).toEqual(before);
  });

  it('sees what someone committed, and what was staged or committed and undone again', async () => {
    const bench = await createComparingBench();
    bench.write('a.txt', 'theirs\n');
    bench.write('new.txt', 'theirs\n');
    bench.git('add', '-A');
    bench.git('commit', '-q', '-m', 'by hand');
    bench.write('a.txt', 'again\n');
    expect(brief(await bench.compare())).toEqual([
      ['a.txt', 'changed', '100644'],
      ['new.txt', 'added', '100644', 'committed'],
    ]);
    bench.write('a.txt', 'a\n');
    rmSync(join(bench.worktree, 'new.txt'));
    expect((await bench.compare()).differences).toEqual([]);
  });

  it('leaves out what is ignored, what the worktree was given, and the answers of agents', async () => {
    const bench = await createComparingBench(undefined, ['vendor', 'vendor/**']);
    bench.write('.gitignore', 'ignored\n');
    bench.write('ignored', 'x');
    bench.write('vendor/lib.js', 'x');
    bench.write('.refold/out/plan.json', '[]');
    bench.git('add', '-f', '.refold');
    expect(brief(await bench.compare())).toEqual([['.gitignore', 'added', '100644']]);
  });

  it('tells which commit, tree or content the repository has lost', async () => {
    const bench = await createComparingBench();
    const content = bench.git('rev-parse', 'HEAD:a.txt');
    const objects = join(bench.repository.root, '.git', 'objects');
    const lose = (id: string): void => rmSync(join(objects, id.slice(0, 2), id.slice(2)));
    lose(content);
    // As long as the file is as it was recorded, nothing is lost: the repository has it back.
    for (const exists of [false, true]) {
      expect(existsSync(join(objects, content.slice(0, 2), content.slice(2)))).toBe(exists);
      expect(await bench.compare()).toMatchObject({ differences: [], lost: [] });
    }
    bench.write('a.txt', 'changed, so that git cannot take the content from here\n');
    lose(content);
    expect((await bench.compare()).lost).toEqual([
      `the content ${content} of "a.txt" is not in the repository`,
    ]);
    lose(bench.base.tree);
    expect((await bench.compare()).lost).toEqual([`the tree ${bench.base.tree} is not in the repository`]);
  });

  it('tells also what is lost of what else the run needs, beside files that are as they were recorded', async () => {
    const bench = await createComparingBench();
    bench.write('a.txt', 'later\n');
    const later = await bench.checkpoint();
    const content = bench.git('rev-parse', `${bench.base.commit}:a.txt`);
    const look = async (needed?: readonly Head[]) =>
      right(
        await bench.comparing.compare({ ...bench.recorded, recorded: later, ...(needed && { needed }) })(),
      );
    expect(await look([bench.base])).toEqual({ checked: 5, differences: [], lost: [] });
    for (const [what, id] of [
      [`the content ${content} of "a.txt"`, content],
      [`the tree ${bench.base.tree}`, bench.base.tree],
      [`the commit ${bench.base.commit}`, bench.base.commit],
    ] as const) {
      rmSync(join(bench.repository.root, '.git', 'objects', id.slice(0, 2), id.slice(2)));
      expect((await look([bench.base])).lost).toContain(`${what} is not in the repository`);
      expect(await look()).toEqual({ checked: 5, differences: [], lost: [] });
    }
  });
});

describe('reviewing a worktree', () => {
  it('shows lines, and of what is no text what was recorded; also of files untracked, deleted or committed', async () => {
    const bench = await createComparingBench();
    bench.write('a.txt', 'a\nmore\n');
    bench.git('commit', '-q', '-a', '-m', 'by hand');
    rmSync(join(bench.worktree, 'gone.txt'));
    bench.write('new.txt', 'one\ntwo\n');
    bench.write(STRANGE, 't\n');
    writeFileSync(join(bench.worktree, 'sub/b.txt'), Buffer.from([0, 1, 2]));
    const files = right(await bench.comparing.review(bench.recorded)());
    expect(files).toEqual([
      { path: STRANGE, lines: { added: 1, removed: 1, patch: '@@ -1 +1 @@\n-s\n+t' } },
      { path: 'a.txt', lines: { added: 1, removed: 0, patch: '@@ -1 +1,2 @@\n a\n+more' } },
      { path: 'gone.txt', lines: { added: 0, removed: 1, patch: '@@ -1 +0,0 @@\n-g' } },
      { path: 'new.txt', lines: { added: 2, removed: 0, patch: '@@ -0,0 +1,2 @@\n+one\n+two' } },
      {
        path: 'sub/b.txt',
        was: {
          mode: '100644',
          size: 2,
          sha256: '0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f',
        },
      },
    ]);
  });

  it('tells what was recorded of text that has another mode now, which no line shows', async () => {
    const bench = await createComparingBench();
    chmodSync(bench.at('a.txt'), 0o755);
    bench.git('commit', '-q', '-a', '-m', 'by hand');
    const files = right(await bench.comparing.review(bench.recorded)());
    expect(files).toEqual([
      {
        path: 'a.txt',
        was: expect.objectContaining({ mode: '100644', size: 2 }),
        lines: { added: 0, removed: 0, patch: '' },
      },
    ]);
  });

  it('shows each path once where a file became a folder, a folder a file, and a symlink a file', async () => {
    const bench = await createComparingBench();
    const { at } = bench;
    symlinkSync('a.txt', at('link'));
    const recorded = { ...bench.recorded, recorded: await bench.checkpoint() };
    rmSync(at('a.txt'));
    bench.write('a.txt/inside', 'in\n');
    rmSync(at('sub'), { recursive: true });
    bench.write('sub', 'file\n');
    rmSync(at('link'));
    bench.write('link', 'z\n');
    const files = right(await bench.comparing.review(recorded)());
    const [gone, came] = ['@@ -1 +0,0 @@', '@@ -0,0 +1 @@'];
    expect(Object.fromEntries(files.map(({ path, lines }) => [path, lines?.patch]))).toEqual({
      'a.txt': `${gone}\n-a`,
      'a.txt/inside': `${came}\n+in`,
      sub: `${came}\n+file`,
      'sub/b.txt': `${gone}\n-b`,
      link: `${gone}\n-a.txt\n\\ No newline at end of file\n${came}\n+z`,
    });
  });
});
