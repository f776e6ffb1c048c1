import type { Head, ReattachSpec, ResetDone, ResetSpec, UnwindSpec } from '../../src/ports/workspace.js';
import { changesBetween } from './git.js';
import type { Ground } from './ground.js';
import type { Step } from './workspace.js';

/** Keeps everything under a ref, then takes branch and files back. */
export const reset = async (ground: Ground, spec: ResetSpec, step: Step): Promise<ResetDone> => {
  const { git } = ground;
  const folder = ground.folder(spec.worktree);
  const kept = await keepWork(ground, spec, step);
  const changes = [...changesBetween(folder.files, git.files(spec.to.tree))];
  for (const change of changes) {
    await step('one path goes back');
    ground.change(folder, [change]);
  }
  await attach(ground, spec.worktree, spec.branch, spec.to.commit, step);
  return { kept };
};

const keepWork = async (ground: Ground, spec: ResetSpec, step: Step): Promise<string> => {
  const { git } = ground;
  const folder = ground.folder(spec.worktree);
  const tree = ground.treeOf(folder);
  const first = git.refs.get(spec.keeps);
  const tips = [git.refs.get(spec.branch), ground.headOf(folder)].filter((commit) => commit !== undefined);
  if (first !== undefined && [git.commit(first).tree, spec.to.tree].includes(tree)) {
    const kept = git.reachable([first]);
    if (tips.every((commit) => commit === spec.to.commit || kept.has(commit))) return first;
  }
  const { message, at } = spec;
  const commit = git.writeCommit({ tree, parents: [...new Set(tips)], message, at });
  await step('what is there is kept');
  git.keep(first === undefined ? spec.keeps : `${spec.keeps}-${commit.slice(0, 12)}`, commit, 'refold');
  return first ?? commit;
};

/** Takes a placeholder back: its work lies uncommitted in the worktree. */
export const unwind = async (
  ground: Ground,
  { worktree, branch, placeholder, to, keeps }: UnwindSpec,
  step: Step,
): Promise<{ readonly unwound: true } | { readonly unwound: false; readonly tip: Head }> => {
  const { git } = ground;
  ground.folder(worktree);
  const tip = git.refs.get(branch);
  if (tip !== undefined && tip !== placeholder && tip !== to.commit)
    return { unwound: false, tip: { commit: tip, tree: git.commit(tip).tree } };
  await step('the placeholder is kept');
  git.keep(keeps, placeholder, 'refold');
  await step('the branch goes back');
  if (tip !== to.commit) git.move(branch, tip, to.commit, 'refold');
  return { unwound: true };
};

/** Keeps what was found where it should not be, and puts HEAD and branch back. */
export const reattach = async (
  ground: Ground,
  { worktree, branch, to, keeps, found }: ReattachSpec,
  step: Step,
): Promise<void> => {
  ground.folder(worktree);
  const strays = [...new Set(found)].filter((commit) => commit !== to);
  for (const [index, commit] of strays.entries()) {
    await step('a stray commit is kept');
    ground.git.keep(index === 0 ? keeps : `${keeps}-${index + 1}`, commit, 'refold');
  }
  const { git } = ground;
  for (const commit of [git.refs.get(branch), ground.headOf(ground.folder(worktree))]) {
    if (commit === undefined || strays.includes(commit) || git.isAncestor(commit, to)) continue;
    await step('what came meanwhile is kept');
    git.keep(`${keeps}-${commit.slice(0, 12)}`, commit, 'refold');
  }
  await attach(ground, worktree, branch, to, step);
};

const attach = async (
  ground: Ground,
  worktree: string,
  branch: string,
  to: string,
  step: Step,
): Promise<void> => {
  const { git } = ground;
  await step('the branch is put back');
  const tip = git.refs.get(branch);
  if (tip !== to) git.move(branch, tip, to, 'refold');
  await step('HEAD is put back');
  ground.folder(worktree).head = { ref: branch };
};
