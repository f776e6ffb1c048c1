import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIndex } from '../../../src/adapters/workspace/indexFile.js';
import { findPlace } from '../../../src/adapters/workspace/place.js';
import { ownGitDir } from '../../../src/adapters/workspace/repository.js';
import { createComparingBench } from '../../support/comparing.js';
import { temporaryFolder } from '../../support/folder.js';
import { repositoryAt } from '../../support/repository.js';
import { resetTo } from '../../support/worktree.js';

const DAMAGES: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['no index at all', () => Buffer.from('junk\n')],
  ['empty', () => Buffer.alloc(0)],
  ['zeroed by a loss of power', (bytes) => Buffer.alloc(bytes.length)],
  ['cut off', (bytes) => bytes.subarray(0, bytes.length / 2)],
  [
    'not what git wrote',
    (bytes) => Buffer.concat([bytes.subarray(0, 90), Buffer.from('?'), bytes.subarray(91)]),
  ],
];

describe("git's index of a worktree", () => {
  it.each(DAMAGES)(
    'that is %s is named, with the command that makes it anew, and no file is touched',
    async (_, damage) => {
      const bench = await createComparingBench();
      bench.write('new.txt', 'mine\n');
      const index = join(ownGitDir(bench.worktree) ?? '', 'index');
      writeFileSync(index, damage(readFileSync(index)));
      const { recorded, comparing, workspace, worktree, repository } = bench;
      const refused = await comparing.compare(recorded)();
      expect(refused).toMatchObject({
        left: { _tag: 'Drift', detail: expect.stringContaining(`of ${worktree} is damaged: ${index};`) },
      });
      expect(await workspace.inspect(worktree, recorded.branch, bench.base)()).toEqual(refused);
      expect(await resetTo(bench, bench.base)).toEqual(refused);
      const command = /`(.*)`/.exec(JSON.parse(JSON.stringify(refused)).left.detail)?.[1] ?? '';
      execFileSync('sh', ['-c', command], { env: repository.env });
      expect((await bench.compare()).differences.map(({ file }) => file.path)).toEqual(['new.txt']);
    },
  );

  it('that is gone keeps nobody from looking, nor from going on', async () => {
    const bench = await createComparingBench();
    bench.write('new.txt', 'mine\n');
    rmSync(join(ownGitDir(bench.worktree) ?? '', 'index'));
    expect((await bench.compare()).differences.map(({ file }) => file.path)).toEqual(['new.txt']);
    await bench.checkpoint();
    expect(bench.git('status', '--porcelain')).toBe('');
  });

  it.each(['sha1', 'sha256'].flatMap((kind) => ['2', '4'].map((version) => [kind, version])))(
    'tells without git which files it is not to look at: %s, version %s',
    (kind = '', version = '') => {
      const root = temporaryFolder();
      const { git, env } = repositoryAt(join(root, 'one'), join(root, 'home'));
      rmSync(join(root, 'one', '.git'), { recursive: true });
      git('init', '-q', `--object-format=${kind}`);
      for (let length = 1; length < 20; length += 1) writeFileSync(join(root, 'one', 'f'.repeat(length)), '');
      git('add', '-A');
      git('commit', '-q', '-m', 'files');
      git('worktree', 'add', '-q', '../two');
      const worktree = join(root, 'two');
      const index = (...words: readonly string[]) => git('-C', worktree, 'update-index', ...words);
      const look = () => {
        const place = findPlace(worktree, env, []);
        return readIndex(place, join(place.own, 'index'));
      };
      index('--index-version', version);
      expect(look()).toEqual({ count: 19, mayLink: false, mayHide: false });
      for (const bit of ['assume-unchanged', 'skip-worktree'])
        for (const file of ['f', 'f'.repeat(19)]) {
          index(`--${bit}`, file);
          expect(look().mayHide).toBe(true);
          index(`--no-${bit}`, file);
          expect(look().mayHide).toBe(false);
        }
    },
  );

  it('is read also where git was told not to write its digest', async () => {
    const bench = await createComparingBench();
    const index = join(ownGitDir(bench.worktree) ?? '', 'index');
    const bytes = readFileSync(index);
    writeFileSync(index, bytes.fill(0, bytes.length - 20));
    expect(await bench.compare()).toEqual({ checked: 5, differences: [], lost: [] });
  });
});
