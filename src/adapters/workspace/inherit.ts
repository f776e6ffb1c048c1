import type { InheritSpec } from '../../ports/workspace.js';
import { writeCommit } from './commit.js';
import { syncObjects, syncRef } from './durable.js';
import { fail, gitAt } from './git.js';
import { typesOf } from './objects.js';

/**
 * Keeps commits under a ref of their own, as the parents of one commit; those that others lead to need no mention.
 * Answers what was named and is not there any more.
 */
export const inherit = async (
  { gitDir, ref, commits, needed, ...text }: InheritSpec,
  environment: NodeJS.ProcessEnv,
): Promise<readonly string[]> => {
  const git = gitAt(gitDir, environment);
  const types = await typesOf(git, commits);
  const lost = needed.filter((commit) => types.get(commit) !== 'commit');
  if (lost.length > 0)
    fail({ _tag: 'Damaged', detail: `the repository no longer holds the commit ${lost.join(', ')}` });
  const there = commits.filter((commit) => types.get(commit) === 'commit');
  const parents = await git.text(['merge-base', '--independent', ...there]);
  const commit = await writeCommit(git, { ...text, parents: parents.split('\n') });
  const objects = await git.text(['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  await syncObjects(objects, [commit]);
  await git.run(['update-ref', '--no-deref', ref, commit, '']);
  await syncRef(gitDir, ref);
  return commits.filter((named) => !types.has(named));
};
