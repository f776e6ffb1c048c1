import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { branchName } from '../../events/branch.js';
import { refBeside } from '../../events/operation.js';
import { shellWord } from '../../events/shellWord.js';
import type { DisposalLook, DisposalSpec, Disposed } from '../../ports/workspace.js';
import { type Checkout, checkoutsOf, liesIn } from './checkouts.js';
import { writeCommit } from './commit.js';
import { makeDurable, syncObjects, syncRef } from './durable.js';
import { fail, type Git, gitAt, WorkspaceFailure } from './git.js';
import { putIgnoresBack } from './ignores.js';
import { readIndex } from './indexFile.js';
import { nowhereElse, onlyThere } from './nested.js';
import { keepOperation } from './operations.js';
import { awaitLocks, type Place, placeAt } from './place.js';
import { ownGitDirOf } from './removeWorktree.js';
import { treeOf } from './treeOf.js';
import { isWorktreeOf } from './worktree.js';

/** Where refs are kept from. */
interface Refs {
  readonly git: Git;
  readonly common: string;
}

/**
 * Keeps everything that a run has in git under refs, then removes its worktrees and branches. All is kept before
 * anything is removed, and what is there is asked of git, so that it can be done again after a crash at any place.
 */
export const dispose = async (
  gitDir: string,
  spec: DisposalSpec,
  environment: NodeJS.ProcessEnv,
  given: readonly string[],
): Promise<Disposed> => {
  const git = gitAt(gitDir, environment);
  const refs = { git, common: gitDir };
  const checkouts = await checkoutsOf(git);
  const places = await placesOf(gitDir, spec, checkouts, environment, given);
  const why = await whyNot(spec, checkouts, places);
  if (why !== undefined) fail({ _tag: 'Drift', detail: why });
  const branches = await refsUnder(git, spec.branches);
  for (const [ref, commit] of branches) await keep(refs, `${spec.keeps}${nameOf(spec, ref)}`, commit);
  for (const place of places) await keepWorktree(refs, spec, place);
  const heads = await refsUnder(git, `${spec.keeps}head/`);
  await sync(git, join(gitDir, 'objects'), spec, [...branches.values(), ...heads.values()]);
  for (const { path } of checkouts.filter((one) => liesIn(spec.worktrees, one.path)))
    removeAside(gitDir, path);
  for (const [ref, commit] of branches) await drop(refs, ref, commit);
  const kept = [...(await refsUnder(git, spec.keeps)).keys()];
  const left = existsSync(join(spec.worktrees, 'worktree')) ? join(spec.worktrees, 'worktree') : undefined;
  return {
    refs: kept.length,
    uncommitted: kept.filter((ref) => ref.startsWith(`${spec.keeps}work/`)).length,
    ...(left === undefined ? {} : { left: `${left} is no worktree any more, and stays as it is` }),
  };
};

/** Why this cannot be done without touching or losing something; undefined if it can. From afar no worktree is looked into. */
export const tryDispose = async (
  gitDir: string,
  spec: Area,
  look: DisposalLook,
  environment: NodeJS.ProcessEnv,
  given: readonly string[],
): Promise<string | undefined> => {
  const checkouts = await checkoutsOf(gitAt(gitDir, environment));
  if (look === 'from afar') return whyNot(spec, checkouts, []);
  try {
    return await whyNot(spec, checkouts, await placesOf(gitDir, spec, checkouts, environment, given));
  } catch (error) {
    if (error instanceof WorkspaceFailure && error.failure._tag === 'Drift') return error.failure.detail;
    throw error;
  }
};

/** Branches and worktrees of a run, by where they begin. */
type Area = Pick<DisposalSpec, 'branches' | 'worktrees'>;

/**
 * A branch that somebody has checked out elsewhere, a worktree that somebody locked, and one that holds other
 * repositories are not taken away.
 */
const whyNot = async (
  { branches, worktrees }: Area,
  checkouts: readonly Checkout[],
  places: readonly Placed[],
): Promise<string | undefined> => {
  const own = checkouts.filter(({ path }) => liesIn(worktrees, path));
  const occupied = checkouts.find((one) => one.branch?.startsWith(branches) && !own.includes(one));
  if (occupied?.branch !== undefined)
    return `${occupied.path} has ${branchName(occupied.branch)} checked out: check out another branch there`;
  // Git locks a worktree itself while it makes it.
  const locked = own.find((one) => one.locked !== undefined && one.locked !== 'initializing');
  if (locked) return `somebody locked ${locked.path}: \`git worktree unlock ${shellWord(locked.path)}\``;
  for (const place of places) {
    const others = await onlyThere(place, await treeOf(place));
    rmSync(place.privateIndex, { force: true });
    // A worktree of this repository keeps its commits there, and what lies in it is kept like that around it.
    const strangers = others.filter((path) => !own.some((one) => one.path === join(place.worktree, path)));
    if (strangers.length > 0) return nowhereElse(place.worktree, strangers);
  }
  return undefined;
};

/** A worktree that is there, and what git says of it. */
type Placed = Place & { readonly checkout: Checkout };

const placesOf = async (
  gitDir: string,
  { worktrees }: Area,
  checkouts: readonly Checkout[],
  environment: NodeJS.ProcessEnv,
  given: readonly string[],
): Promise<readonly Placed[]> => {
  const places: Placed[] = [];
  for (const checkout of checkouts.filter(({ path }) => liesIn(worktrees, path))) {
    if (!isWorktreeOf(gitDir, checkout.path)) continue;
    places.push({ ...(await placeAt(checkout.path, environment, given)), checkout });
  }
  return places;
};

/**
 * Keeps where HEAD of a worktree stands, if that is no branch of the run, what git is in the middle of there, and what lies
 * there beyond it.
 */
const keepWorktree = async (refs: Refs, spec: DisposalSpec, place: Placed): Promise<void> => {
  const { git, checkout } = place;
  const name = checkout.branch?.startsWith(spec.branches)
    ? nameOf(spec, checkout.branch)
    : basename(checkout.path);
  const head = await git.resolve('HEAD^{commit}');
  if (head !== undefined && !checkout.branch?.startsWith(spec.branches))
    await keep(refs, `${spec.keeps}head/${name}`, head);
  const ref = `${spec.keeps}work/${name}`;
  let tree = await treeOf(place);
  await keepOperation(place, `${spec.keeps}head/${name}`, head ?? tree);
  await keepTree(refs, spec, place, { ref, head, tree });
  // What only a `.gitignore` hides that is in no commit would be lost. All that is put back here is kept by now.
  while (head !== undefined && (await putIgnoresBack(place, head, tree))) {
    const seen = await treeOf(place);
    if (seen === tree) break;
    tree = seen;
    await keepTree(refs, spec, place, { ref, head, tree });
  }
  // No commit of the run holds what strayed into the folder of a submodule, and its worktree goes.
  if (readIndex(place, place.privateIndex).mayLink)
    await keepTree(refs, spec, place, { ref, head, tree: await treeOf(place, { strays: true }) });
  rmSync(place.privateIndex, { force: true });
};

/** Keeps a tree that lies in a worktree, unless its HEAD holds no other. */
const keepTree = async (
  refs: Refs,
  spec: DisposalSpec,
  { git, objects }: Place,
  { ref, head, tree }: { readonly ref: string; readonly head: string | undefined; readonly tree: string },
): Promise<void> => {
  if (head !== undefined && (await git.text(['rev-parse', `${head}^{tree}`])) === tree) return;
  const parents = head === undefined ? [] : [head];
  const commit = await writeCommit(git, { ...spec, tree, parents });
  await makeDurable(git, objects, [commit], head ?? tree);
  await keep(refs, ref, commit);
};

/** An agent's own git does not sync what it writes: what only the run's branches reach is synced before they go. */
const sync = async (
  git: Git,
  objects: string,
  { branches, keeps }: DisposalSpec,
  commits: readonly string[],
): Promise<void> => {
  if (commits.length === 0) return;
  // The HEADs of the run's own worktrees stand on what is to be synced, so no worktree's counts as what is there already.
  const without = ['--single-worktree', `--exclude=${branches}*`, `--exclude=${keeps}*`, '--all'];
  const args = ['rev-list', '--objects', '--no-object-names', ...commits, '--not', ...without];
  const listed = await git.text(args);
  if (listed !== '') await syncObjects(objects, listed.split('\n'));
};

/** A worktree goes by being moved aside first, so that one half removed is never taken for one that was changed. */
export const removeAside = (gitDir: string, worktree: string): void => {
  const aside = `${worktree}.removed`;
  if (isWorktreeOf(gitDir, worktree)) {
    rmSync(aside, { recursive: true, force: true });
    renameSync(worktree, aside);
  }
  rmSync(aside, { recursive: true, force: true });
  const own = ownGitDirOf(gitDir, worktree);
  if (own !== undefined) rmSync(own, { recursive: true, force: true });
};

/** The part of a branch that tells it from the others of its run. */
const nameOf = ({ branches }: DisposalSpec, ref: string): string => ref.slice(branches.length);

/** The refs that begin like this, with the commits that they name. */
const refsUnder = async (git: Git, beginning: string): Promise<ReadonlyMap<string, string>> => {
  const listed = await git.text(['for-each-ref', '--format=%(refname) %(objectname)', beginning]);
  const lines = listed === '' ? [] : listed.split('\n');
  return new Map(lines.map((line) => line.split(' ') as [string, string]));
};

/** Keeps a commit under a ref; one that was kept there by an earlier try stays, and this one goes beside it. */
const keep = async ({ git, common }: Refs, ref: string, commit: string): Promise<void> => {
  const there = await git.resolve(ref);
  if (there === commit) return;
  const to = there === undefined ? ref : refBeside(ref, commit);
  if (to !== ref && (await git.resolve(to)) === commit) return;
  await awaitLocks([join(common, `${to}.lock`)]);
  await git.run(['update-ref', '--no-deref', to, commit, '']);
  await syncRef(common, to);
};

/** Removes a branch that still stands where it was kept. */
const drop = async ({ git, common }: Refs, ref: string, commit: string): Promise<void> => {
  await awaitLocks([join(common, `${ref}.lock`)]);
  await git.run(['update-ref', '--no-deref', '-d', ref, commit]);
};
