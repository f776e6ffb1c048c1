import { join } from 'node:path';
import { expect, it } from 'vitest';
import { strayWork } from '../../../src/adapters/workspace/strayWork.js';
import { temporaryFolder } from '../../support/folder.js';
import { repositoryAt } from '../../support/repository.js';

const RUN = '20261123-000000-abcdef';

/** A run that was merged, and went on from before its second step in another way. */
const replayed = () => {
  const folder = temporaryFolder();
  const repository = repositoryAt(join(folder, 'it'), join(folder, 'user'));
  const { git, commit, root, env } = repository;
  const byRun = (files: Readonly<Record<string, string>>) => commit(files, `a step\n\nRefold-Run: ${RUN}`);
  commit({ 'a.txt': 'a\n', 'theirs.txt': '1\n' });
  git('switch', '-q', '-c', 'work');
  byRun({ 'a.txt': 'b\n' });
  const first = byRun({ 'new.txt': 'first\n' });
  git('switch', '-q', 'main');
  commit({ 'theirs.txt': '2\n' });
  const stray = (later = 'main') =>
    strayWork(join(root, '.git'), RUN, git('rev-parse', 'work'), git('rev-parse', later), env);
  const replay = () => {
    git('switch', '-q', 'work');
    git('reset', '-q', '--hard', 'HEAD^');
    const second = byRun({ 'other.txt': 'second\n' });
    git('switch', '-q', 'main');
    return second;
  };
  const merge = () => git('merge', '-q', '--no-ff', '--no-edit', 'work');
  return { git, commit, first, replay, merge, stray };
};

it('what was merged before a replay is work that is not on the branch of the run', async () => {
  const { first, replay, merge, stray } = replayed();
  expect(await stray()).toBeUndefined();
  merge();
  expect(await stray()).toBeUndefined();
  replay();
  expect(await stray()).toBe(first);
});

it.each<[string, (git: ReturnType<typeof replayed>['git'], first: string) => void]>([
  ['its merge is reverted', (git) => git('revert', '--no-edit', '-m', '1', 'HEAD')],
  ['its commit is reverted', (git, first) => git('revert', '--no-edit', first)],
  [
    'its merge is reverted in words of ones own',
    (git) => {
      git('revert', '--no-commit', '-m', '1', 'HEAD');
      git('commit', '-q', '-m', 'not now');
    },
  ],
])('none is there any more where %s', async (_way, back) => {
  const { git, first, replay, merge, stray } = replayed();
  merge();
  back(git, first);
  replay();
  expect(await stray()).toBeUndefined();
});

it('what was reverted and brought back is there', async () => {
  const { git, first, replay, merge, stray } = replayed();
  merge();
  git('revert', '--no-edit', '-m', '1', 'HEAD');
  git('revert', '--no-edit', 'HEAD');
  replay();
  expect(await stray()).toBe(first);
  git('revert', '--no-edit', 'HEAD');
  expect(await stray()).toBeUndefined();
});

it('what was cherry-picked is the same work as that which is on the branch of the run', async () => {
  const { git, commit, replay, stray } = replayed();
  git('cherry-pick', 'work~1', 'work');
  commit({ 'theirs.txt': '3\n' });
  expect(await stray()).toBeUndefined();
  const picked = git('rev-parse', 'HEAD~1');
  replay();
  expect(await stray()).toBe(picked);
});
