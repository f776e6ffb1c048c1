import type { ChangedFile } from '../../src/events/files.js';
import type { Worktree } from '../../src/projections/worktrees.js';
import type { Ground } from './ground.js';

/**
 * Somebody puts files back to what is recorded of them, one by one, and the branch to where the run goes on from, as they are
 * told to where neither can stay. What lay there is kept.
 */
export const putBack = (
  ground: Ground,
  { path: at, branch, head, recorded }: Worktree,
  files: readonly ChangedFile[],
): void => {
  const { git } = ground;
  const folder = ground.folder(at);
  const tip = git.refs.get(branch);
  const tree = ground.treeOf(folder);
  const kept = git.writeCommit({
    tree,
    parents: tip === undefined ? [] : [tip],
    message: 'put back',
    at: '',
  });
  git.refs.set(`refs/refold/restored-${kept}`, kept);
  const were = git.files(recorded.tree);
  ground.change(
    folder,
    files.map(({ path }) => [path, were.get(path)] as const),
  );
  if (tip !== undefined && tip !== head.commit) git.move(branch, tip, head.commit, 'a person');
};
