import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { branchName } from '../../events/branch.js';
import { type Obstacle, obstacleWords } from '../../events/obstacle.js';
import type { Applied, MergePlace } from '../../ports/applying.js';
import type { ApplyFound, ApplySpec, Head } from '../../ports/workspace.js';
import { identOf } from './base.js';
import { type Checkout, checkoutsOf, isGone } from './checkouts.js';
import { isFirstParent, writeCommit } from './commit.js';
import { makeDurable, syncRef } from './durable.js';
import { fail, type Git, gitAt, UNKNOWN_OPTION, WorkspaceFailure, wordsAgainst } from './git.js';
import { isAncestor } from './inspect.js';
import { isLinked, ownGitDir } from './repository.js';
import { bring, lockIn, type UsersCheckout, untrackedAt, whyNot } from './usersCheckout.js';

/** A branch that something is to be merged into: where it stands, and all that is checked out of its repository. */
interface Target {
  readonly gitDir: string;
  readonly branch: string;
  readonly onto: string;
  readonly checkouts: readonly Checkout[];
  readonly environment: NodeJS.ProcessEnv;
}

/** Looks what merging a commit into a branch comes to; nothing but objects is written. */
export const tryApply = async (
  gitDir: string,
  branch: string,
  head: string,
  environment: NodeJS.ProcessEnv,
): Promise<ApplyFound> => {
  const git = gitAt(gitDir, environment);
  const onto = await git.resolve(branch);
  if (onto === undefined) return { found: 'no branch' };
  const target = await git.text(['symbolic-ref', '-q', branch], { answers: [1] });
  if (target !== '') return { found: 'alias', of: target };
  for (const commit of [onto, head])
    if ((await git.resolve(`${commit}^{commit}`)) === undefined)
      fail({ _tag: 'Damaged', detail: `the repository no longer holds the commit ${commit}` });
  if (await isAncestor(git, head, onto)) return { found: 'merged', onto };
  const checkouts = await checkoutsOf(git);
  const held = holderOf(checkouts, branch);
  if (held !== undefined) return { found: 'checkout', ...held };
  const into = { gitDir, branch, onto, checkouts, environment };
  const merged = await mergeTrees(git, onto, head);
  if (typeof merged !== 'string') {
    const { tree = head, ...stops } = merged;
    const place = await placeFor(into, tree);
    return { ...stops, ...(place === undefined ? {} : { place }) };
  }
  const inTheWay = await obstacleTo(into, merged);
  if (inTheWay !== undefined) return { found: 'checkout', ...inTheWay };
  await makeDurable(git, join(gitDir, 'objects'), [merged], onto);
  return { found: 'fits', onto, tree: merged, ident: await identOf(git) };
};

interface InTheWay {
  readonly path: string;
  readonly obstacle: Obstacle;
}

/** What keeps a branch from being moved to anything: it is rebased, or a checkout of it is listed that is gone. */
const holderOf = (checkouts: readonly Checkout[], branch: string): InTheWay | undefined => {
  const rebased = rebasedIn(checkouts, branch);
  if (rebased !== undefined) return { path: rebased, obstacle: { kind: 'operation', operation: 'rebase' } };
  const listed = checkouts.find((one) => one.branch === branch);
  return listed && (listed.isPrunable || isGone(listed.path))
    ? { path: listed.path, obstacle: { kind: 'gone', isLocked: listed.locked !== undefined } }
    : undefined;
};

/** What keeps a branch from going on to a tree, and where that is. */
const obstacleTo = async (
  { gitDir, branch, onto, checkouts, environment }: Target,
  tree: string,
): Promise<InTheWay | undefined> => {
  const checkout = checkoutOf(checkouts, branch, environment);
  const obstacle =
    (await lockIn(checkout, gitDir, branch)) ?? (checkout && (await whyNot(checkout, onto, tree)));
  return obstacle && { path: checkout?.worktree ?? gitDir, obstacle };
};

/** Where the branch is checked out, or would be to be merged into by hand: in the main checkout, if there is one, and in no worktree that may be of a run. */
const placeFor = async (
  { branch, onto, checkouts, environment }: Target,
  tree: string,
): Promise<MergePlace | undefined> => {
  const open = checkouts.flatMap((one) => {
    const own = ownGitDir(one.path);
    return own === undefined ? [] : [{ ...one, isLinked: isLinked(own) }];
  });
  const on = open.find((one) => one.branch === branch);
  const path = (on ?? open.find((one) => !one.isLinked))?.path;
  if (path === undefined) return undefined;
  const untracked = await untrackedAt(checkoutAt(path, environment), onto, tree);
  return { path, isOn: on !== undefined, untracked };
};

/** The tree of the merge, or why there is none, and what tree holds its conflicts. */
const mergeTrees = async (
  git: Git,
  ours: string,
  theirs: string,
): Promise<
  string | (Extract<ApplyFound, { found: 'conflict' | 'unrelated' | 'no merge' }> & { tree?: string })
> => {
  if ((await git.run(['merge-base', ours, theirs], { answers: [1] })).exit === 1)
    return {
      found: 'unrelated',
      isShallow: (await git.text(['rev-parse', '--is-shallow-repository'])) === 'true',
    };
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
  try {
    const { exit, out } = await git.run(args, { answers: [1, UNKNOWN_OPTION] });
    if (exit === UNKNOWN_OPTION)
      return { found: 'no merge', why: 'merging beside a checkout takes git 2.38 or newer' };
    const [tree = '', ...paths] = out.toString('utf8').split('\0');
    if (exit === 0) return tree;
    return { found: 'conflict', paths: [...new Set(paths.filter((path) => path !== ''))], tree };
  } catch (error) {
    if (!(error instanceof WorkspaceFailure) || error.failure._tag !== 'Failed') throw error;
    return { found: 'no merge', why: error.failure.detail.replace(/^(error|fatal): /gm, '') };
  }
};

/** Where a branch is rebased at the moment: it is checked out nowhere then, and moves in the end. */
const rebasedIn = (checkouts: readonly Checkout[], branch: string): string | undefined =>
  checkouts.find(({ path }) => {
    const own = ownGitDir(path) ?? '';
    return ['rebase-merge', 'rebase-apply']
      .map((folder) => join(own, folder, 'head-name'))
      .some((file) => existsSync(file) && readFileSync(file, 'utf8').trim() === branch);
  })?.path;

const checkoutOf = (
  checkouts: readonly Checkout[],
  branch: string,
  environment: NodeJS.ProcessEnv,
): UsersCheckout | undefined => {
  const found = checkouts.find((one) => one.branch === branch);
  return found && checkoutAt(found.path, environment);
};

const checkoutAt = (path: string, environment: NodeJS.ProcessEnv): UsersCheckout => ({
  worktree: path,
  git: gitAt(path, environment),
});

/**
 * Makes the merge commit, brings the checkout of the branch there, then moves the branch. Done again after a crash: the
 * same spec gives the same commit, so that one look at the branch tells whether it is done; until it is, the checkout
 * holds nothing but what it held before or what it is to hold.
 */
export const apply = async (
  gitDir: string,
  { branch, onto, head, ...content }: ApplySpec,
  environment: NodeJS.ProcessEnv,
): Promise<Applied> => {
  const git = gitAt(gitDir, environment);
  const name = branchName(branch);
  const commit = await writeCommit(git, { ...content, parents: [onto, head] });
  await makeDurable(git, join(gitDir, 'objects'), [commit], onto);
  const tip = await git.resolve(branch);
  if (tip === undefined) return { applied: false, why: `${name} is gone` };
  if (tip === commit || (tip !== onto && (await isFirstParent(git, commit, onto, tip))))
    return { applied: true, commit };
  if (tip !== onto) return { applied: false, why: `${name} went on to ${tip} meanwhile` };
  const checkouts = await checkoutsOf(git);
  const held = holderOf(checkouts, branch);
  if (held !== undefined) return { applied: false, why: `${held.path}: ${obstacleWords(held.obstacle)}` };
  const checkout = checkoutOf(checkouts, branch, environment);
  const lock = await lockIn(checkout, gitDir, branch);
  const why = checkout ? await bring(checkout, onto, content.tree, lock) : lock;
  if (why !== undefined)
    return { applied: false, why: `${checkout?.worktree ?? gitDir}: ${obstacleWords(why)}` };
  const reason = content.message.split('\n')[0] ?? '';
  try {
    await git.run(['update-ref', '--no-deref', '-m', reason, branch, commit, onto]);
  } catch (error) {
    const reason = `${name} could not be moved: ${wordsAgainst(error)}`;
    const stays = checkout && (await bring(checkout, content.tree, onto));
    // The merge is announced until somebody has put that right, so that the next try finishes it.
    if (checkout && stays !== undefined)
      fail({
        _tag: 'Drift',
        detail: `${reason}; ${checkout.worktree} holds the merge already: ${obstacleWords(stays)}`,
      });
    return { applied: false, why: reason };
  }
  await syncRef(gitDir, branch);
  return { applied: true, commit };
};

/** Where a ref stands, and whether a commit is among what led there. */
export const holds = async (
  gitDir: string,
  ref: string,
  commit: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly tip: Head | undefined; readonly holds: boolean }> => {
  const git = gitAt(gitDir, environment);
  const tip = await git.resolve(`${ref}^{commit}`);
  if (tip === undefined) return { tip, holds: false };
  const tree = await git.text(['rev-parse', `${tip}^{tree}`]);
  return { tip: { commit: tip, tree }, holds: await isAncestor(git, commit, tip) };
};

/** How many commits led to a later one and to none of these, along the first parents. */
export const between = async (
  gitDir: string,
  commits: readonly string[],
  later: string,
  environment: NodeJS.ProcessEnv,
): Promise<number> =>
  Number(
    await gitAt(gitDir, environment).text([
      'rev-list',
      '--count',
      '--first-parent',
      later,
      ...commits.map((commit) => `^${commit}`),
    ]),
  );
