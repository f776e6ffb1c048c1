import type { RemovalSpec, WorktreeSpec } from '../../src/ports/workspace.js';
import { damaged } from './git.js';
import type { Ground } from './ground.js';
import type { Step } from './workspace.js';

/** Makes the worktree on its branch, or finds that both are there; what is half made is moved aside. */
export const ensure = async (
  ground: Ground,
  { worktree, branch, commit, aside }: WorktreeSpec,
  step: Step,
): Promise<string | undefined> => {
  const { git, folders } = ground;
  if (!git.has(commit)) damaged(`the repository no longer holds the commit ${commit}`);
  if (!git.refs.has(branch)) git.move(branch, undefined, commit, 'refold');
  await step('the branch is there');
  const there = folders.get(worktree);
  if (there?.isComplete && 'ref' in there.head && there.head.ref === branch) return asideIn(ground, aside);
  if (there) ground.aside.set(ground.aside.has(aside) ? `${aside}-${ground.aside.size}` : aside, there);
  folders.delete(worktree);
  await step('what was in the way is aside');
  const tip = git.refs.get(branch) ?? commit;
  const files = [...git.files(git.commit(git.isAncestor(commit, tip) ? tip : commit).tree)];
  const half = {
    files: new Map(files.slice(0, 1)),
    head: { ref: branch },
    isComplete: false,
    isSetUp: false,
  };
  folders.set(worktree, half);
  await step('the worktree is half made');
  folders.set(worktree, { ...half, files: new Map(files), isComplete: true });
  ground.takenAway.delete(worktree);
  return asideIn(ground, aside);
};

const asideIn = (ground: Ground, aside: string): string | undefined =>
  ground.aside.has(aside) ? aside : undefined;

/** Removes a worktree that holds no more than its branch; answers why it was left, if it was. */
export const remove = async (
  ground: Ground,
  { worktree, branch, head }: RemovalSpec,
  step: Step,
): Promise<string | undefined> => {
  const { folders } = ground;
  const folder = folders.get(worktree);
  if (!folder) return undefined;
  const isOn = 'ref' in folder.head && folder.head.ref === branch;
  if (!isOn || ground.headOf(folder) !== head.commit) return 'its HEAD is elsewhere';
  if (ground.treeOf(folder) !== head.tree) return 'it holds changes that are in no commit';
  await step('the worktree is moved aside');
  folders.delete(worktree);
  await step('what is aside is deleted');
  for (const content of folder.files.values()) ground.displaced.add(content);
  return undefined;
};
