import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownGitDir } from '../../../src/adapters/workspace/repository.js';
import { createComparingBench } from '../../support/comparing.js';
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
    execFileSync('rm', [join(ownGitDir(bench.worktree) ?? '', 'index')]);
    expect((await bench.compare()).differences.map(({ file }) => file.path)).toEqual(['new.txt']);
    await bench.checkpoint();
    expect(bench.git('status', '--porcelain')).toBe('');
  });

  it('is read also where git was told not to write its digest', async () => {
    const bench = await createComparingBench();
    const index = join(ownGitDir(bench.worktree) ?? '', 'index');
    const bytes = readFileSync(index);
    writeFileSync(index, bytes.fill(0, bytes.length - 20));
    expect(await bench.compare()).toEqual({ checked: 5, differences: [], lost: [] });
  });
});
