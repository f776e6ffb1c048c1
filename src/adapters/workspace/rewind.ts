import { existsSync, renameSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { branchName } from '../../events/branch.js';
import { refBeside } from '../../events/operation.js';
import { shellWord } from '../../events/shellWord.js';
import type { Head, ReattachSpec, ResetDone, ResetSpec, UnwindSpec } from '../../ports/workspace.js';
import { moveAside } from './aside.js';
import { takeBackAstray, tryBack } from './astray.js';
import { changedEntries } from './changedFiles.js';
import { putTree, setIndex, writeCommit } from './commit.js';
import { makeDurable, syncObjects } from './durable.js';
import { fail, type Git } from './git.js';
import { finishBack } from './halfBack.js';
import { ignoresBetween } from './ignores.js';
import { isAncestor } from './inspect.js';
import { commitsOfOperation, endOperation, quitOperations } from './operations.js';
import { type Place, refuseHeld } from './place.js';
import { keepUnder, moveRef } from './refs.js';
import { treeOf } from './treeOf.js';

/**
 * Keeps everything that is in the worktree under a ref, then takes branch and files back. Only files that a kept
 * tree holds are removed; ignored ones stay where they are, if they still are ignored then. Repositories that came since
 * are moved aside, whole; others go back to the commits that they were at.
 */
export const reset = async (place: Place, spec: ResetSpec): Promise<ResetDone> => {
  const { git } = place;
  if ((await git.resolve(spec.keeps)) !== undefined) await finishBack(place, spec.to.tree, spec.keeps);
  const tree = await tryReset(place, spec.to.tree);
  const kept = await keepWork(place, spec, tree);
  const folder = `${place.worktree}.repositories${sep}${kept.slice(0, 12)}`;
  // Before anything else is touched: git itself may refuse it.
  await takeBackAstray(place, spec.to.tree, spec.keeps);
  await takeBack(place, spec, { tree, folder });
  await takeHidden(place, spec, { tree, folder });
  await quitOperations(place);
  await attach(place, spec.branch, spec.to.commit);
  const also = await git.text(['for-each-ref', '--format=%(refname)', `${spec.keeps}-*`]);
  return {
    kept,
    ...(also === '' ? {} : { also: also.split('\n') }),
    ...(existsSync(folder) ? { aside: folder } : {}),
  };
};

/** A tree that lies in the worktree and is kept, and the folder for repositories that are in none. */
interface Found {
  readonly tree: string;
  readonly folder: string;
}

/** Takes the files back that the private index holds, and moves repositories aside. */
const takeBack = async (place: Place, { to }: ResetSpec, { tree, folder }: Found): Promise<void> => {
  await moveAside(place, { now: tree, after: to.tree, to: folder });
  renameSync(place.privateIndex, join(place.own, 'index'));
  await putTree(place.git, to.tree);
};

/**
 * Keeps and takes out what git has ignored only because of a `.gitignore` that is gone or another by now: whatever runs
 * next would commit it. What comes out of that may have been such a file too.
 */
const takeHidden = async (place: Place, spec: ResetSpec, { tree, folder }: Found): Promise<void> => {
  for (let before = tree; (await ignoresBetween(place, before, spec.to.tree)).length > 0; ) {
    const now = await treeOf(place);
    const came = (await changedEntries(place, spec.to.tree, now)).some(({ added }) => added);
    if (!came || now === before) break;
    await keepWork(place, spec, now);
    await takeBack(place, spec, { tree: now, folder });
    before = now;
  }
  rmSync(place.privateIndex, { force: true });
};

/** Takes what lies in a worktree into the private index, and refuses what a reset to a tree would; answers its tree. */
export const tryReset = async (place: Place, to: string): Promise<string> => {
  await refuseHeld(place.worktree, place.own);
  const tree = await treeOf(place);
  // Changes inside a submodule are in no tree of this repository: a reset would lose sight of them.
  await tryBack(place, to);
  return tree;
};

/**
 * Takes a placeholder back: the branch stands on its parent again, and its work lies uncommitted in the worktree. A branch
 * that somebody went on with stays; one that was moved to before the step is for them to put right.
 */
export const unwind = async (
  place: Place,
  { branch, placeholder, to, keeps }: UnwindSpec,
): Promise<{ readonly unwound: true } | { readonly unwound: false; readonly tip: Head }> => {
  const { git } = place;
  const tip = await git.resolve(`${branch}^{commit}`);
  if (tip !== undefined && tip !== placeholder && tip !== to.commit) {
    if (!(await isAncestor(git, to.commit, tip))) {
      await keepUnder(place, keeps, placeholder);
      fail({ _tag: 'Drift', detail: movedAway(place, { branch, placeholder, to }, tip) });
    }
    return { unwound: false, tip: { commit: tip, tree: await git.text(['rev-parse', `${tip}^{tree}`]) } };
  }
  await keepUnder(place, keeps, placeholder);
  if (tip !== to.commit) await moveRef(place, branch, tip, to.commit);
  await setIndex(place, to.tree);
  return { unwound: true };
};

const movedAway = (
  { worktree }: Place,
  { branch, placeholder, to }: Pick<UnwindSpec, 'branch' | 'placeholder' | 'to'>,
  tip: string,
): string => {
  const [now, base] = [tip, to.commit].map((commit) => commit.slice(0, 7));
  return `${branchName(branch)} was moved to ${now}, which does not hold ${base}, what the step began from; \`git -C ${shellWord(worktree)} update-ref ${branch} ${placeholder}\` puts it back, and \`refold replay\` goes back further`;
};

/**
 * Keeps the commits that were found where they should not be, and those that are there by now, and puts HEAD and branch
 * back; no file is touched.
 */
export const reattach = async (place: Place, { branch, to, keeps, found }: ReattachSpec): Promise<void> => {
  const strays = [...new Set(found)].filter((commit) => commit !== to);
  for (const [index, commit] of strays.entries()) {
    await keepUnder(place, index === 0 ? keeps : `${keeps}-${index + 1}`, commit);
  }
  for (const commit of await tips(place.git, branch)) {
    if (strays.includes(commit) || (await isAncestor(place.git, commit, to))) continue;
    await keepUnder(place, refBeside(keeps, commit), commit);
  }
  await endOperation(place, keeps, to);
  await attach(place, branch, to);
};

/** Puts HEAD on the branch and the branch on the commit, wherever they are. */
const attach = async (place: Place, branch: string, to: string): Promise<void> => {
  const tip = await place.git.resolve(branch);
  if (tip !== to) await moveRef(place, branch, tip, to);
  await place.git.run(['symbolic-ref', 'HEAD', branch]);
};

/**
 * Keeps the tree that is there now, on top of the commits that led to it, also by a merge that is under way. Done again after a crash, the ref names
 * what was there at first; should something else be there by now, or someone have committed, that is kept beside it.
 */
const keepWork = async (place: Place, spec: ResetSpec, tree: string): Promise<string> => {
  const { git, objects } = place;
  const first = await git.resolve(`${spec.keeps}^{commit}`);
  const parents = [...new Set([...(await tips(git, spec.branch)), ...(await commitsOfOperation(place))])];
  if (first !== undefined && (await isKept(git, spec, { first, tree, parents }))) return first;
  const commit = await writeCommit(git, { ...spec, tree, parents });
  await makeDurable(git, objects, [commit], spec.to.commit);
  await syncObjects(objects, [commit]);
  await keepUnder(place, first === undefined ? spec.keeps : refBeside(spec.keeps, commit), commit);
  return first ?? commit;
};

/** Whether files and commits are those that were kept, or those that the reset goes back to. */
const isKept = async (
  git: Git,
  { to }: ResetSpec,
  now: { readonly first: string; readonly tree: string; readonly parents: readonly string[] },
): Promise<boolean> => {
  const { first, tree, parents } = now;
  if (tree !== to.tree && tree !== (await git.text(['rev-parse', `${first}^{tree}`]))) return false;
  for (const commit of parents)
    if (commit !== to.commit && !(await isAncestor(git, commit, first))) return false;
  return true;
};

/** Where a branch and HEAD stand. */
export const tips = async (git: Git, branch: string): Promise<readonly string[]> => {
  const found = [await git.resolve(`${branch}^{commit}`), await git.resolve('HEAD^{commit}')];
  return [...new Set(found.filter((commit) => commit !== undefined))];
};
