import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Leftover, Leftovers, Weighed } from '../../ports/leftovers.js';
import { type Checkout, checkoutsOf, isGone } from './checkouts.js';
import { removeAside } from './dispose.js';
import { asTask, type Git, gitAt, WorkspaceFailure } from './git.js';
import { placeAt } from './place.js';
import { whyKept } from './removeWorktree.js';
import { isWorktreeOf } from './worktree.js';

const RUN = /\d{8}-\d{6}-[0-9a-f]{6}/;
const REFS = new RegExp(`^refs/(heads/)?refold/(${RUN.source})/`);
const WORKTREE = new RegExp(`/(${RUN.source})/(worktree|units/[^/]+)$`);

/** What runs leave behind in the repository of this git directory. */
export const createLeftovers = (gitDir: string, environment: NodeJS.ProcessEnv): Leftovers => {
  const git = gitAt(gitDir, environment);
  const keptBecause = async (leftover: Leftover): Promise<string | undefined> =>
    leftover.kind === 'worktree' && !leftover.gone
      ? whyWorktreeStays(gitDir, leftover, environment)
      : undefined;
  return {
    survey: () => asTask('looking for what runs left', () => survey(git)),
    weigh: (candidates) => asTask('weighing what runs left', () => weigh(git, candidates, keptBecause)),
    remove: (leftover, force) =>
      asTask('removing what a run left', async () => {
        if (leftover.kind !== 'worktree') return removeRef(git, leftover);
        const why = force ? undefined : await keptBecause(leftover);
        if (why === undefined) removeAside(gitDir, leftover.name);
        return why;
      }),
  };
};

const survey = async (git: Git): Promise<readonly Leftover[]> => {
  const refs = [...(await allRefs(git))].flatMap(([name, commit]): readonly Leftover[] => {
    const [, branch, run] = REFS.exec(name) ?? [];
    return run === undefined ? [] : [{ run, kind: branch ? 'branch' : 'ref', name, commit }];
  });
  const worktrees = (await checkoutsOf(git)).flatMap((checkout): readonly Leftover[] => {
    const run = WORKTREE.exec(checkout.path)?.[1];
    return run === undefined ? [] : [worktreeOf(run, checkout)];
  });
  return [...worktrees, ...refs];
};

const worktreeOf = (run: string, { path, head, branch }: Checkout): Leftover => ({
  run,
  kind: 'worktree',
  name: path,
  commit: head,
  gone: isGone(path),
  ...(branch === undefined ? {} : { branch }),
});

const allRefs = async (git: Git): Promise<ReadonlyMap<string, string>> => {
  const listed = await git.text(['for-each-ref', '--format=%(refname) %(objectname)']);
  return new Map(listed.split('\n').map((line) => line.split(' ') as [string, string]));
};

/**
 * Commits are looked for in everything that stays: all other refs and checkouts, and those of the refs at hand that
 * would lose something. A worktree loses what no commit holds.
 */
const weigh = async <L extends Leftover>(
  git: Git,
  candidates: readonly L[],
  keptBecause: (leftover: L) => Promise<string | undefined>,
): Promise<readonly Weighed<L>[]> => {
  const names = new Set(candidates.map(({ name }) => name));
  const checkouts = (await checkoutsOf(git)).filter(({ path }) => !names.has(path));
  const refs = [...(await allRefs(git))].filter(([name]) => !names.has(name)).map(([, commit]) => commit);
  const stays = [...refs, ...checkouts.flatMap(({ head }) => head ?? [])];
  const weighed: Weighed<L>[] = [];
  for (const leftover of candidates.filter(({ kind }) => kind !== 'worktree')) {
    const occupied = checkouts.find(({ branch }) => branch === leftover.name);
    const { commits, bytes } = await onlyIn(git, leftover.commit, stays);
    weighed.push({
      leftover,
      bytes,
      ...(commits > 0 ? { loses: foundNowhere(commits) } : {}),
      ...(occupied ? { stays: `it is checked out at ${occupied.path}` } : {}),
    });
  }
  const left = weighed
    .filter(({ loses }) => loses !== undefined)
    .flatMap(({ leftover }) => leftover.commit ?? []);
  for (const leftover of candidates.filter(({ kind }) => kind === 'worktree'))
    weighed.push(await weighWorktree(git, leftover, [...stays, ...left], keptBecause));
  return candidates.flatMap((one) =>
    weighed.filter(({ leftover }) => leftover === one).map((each) => withWorktree(each, weighed)),
  );
};

/** A branch goes no sooner than the worktree that is on it. */
const withWorktree = <L extends Leftover>(one: Weighed<L>, all: readonly Weighed<L>[]): Weighed<L> => {
  const on = all.find(
    ({ leftover }) => leftover.kind === 'worktree' && leftover.branch === one.leftover.name,
  );
  if (on?.stays !== undefined) return { ...one, stays: `it is checked out at ${on.leftover.name}` };
  return on?.loses === undefined || one.loses !== undefined
    ? one
    : { ...one, loses: `its worktree: ${on.loses}` };
};

const weighWorktree = async <L extends Leftover>(
  git: Git,
  leftover: L,
  stays: readonly string[],
  keptBecause: (leftover: L) => Promise<string | undefined>,
): Promise<Weighed<L>> => {
  const { commits } = await onlyIn(git, leftover.commit, stays);
  // Its own branch is weighed by itself.
  const stray = commits > 0 && leftover.branch === undefined ? foundNowhere(commits) : undefined;
  const loses = stray ?? (await keptBecause(leftover));
  const locked = (await checkoutsOf(git)).find(({ path }) => path === leftover.name)?.locked;
  return {
    leftover,
    bytes: leftover.gone ? 0 : sizeOf(leftover.name),
    ...(loses === undefined ? {} : { loses }),
    ...(locked === undefined ? {} : { stays: 'somebody locked it' }),
  };
};

const foundNowhere = (commits: number): string =>
  commits === 1 ? 'a commit that is found nowhere else' : `${commits} commits that are found nowhere else`;

/** How many commits only this one leads to, and what they take on the disk. */
const onlyIn = async (
  git: Git,
  commit: string | undefined,
  stays: readonly string[],
): Promise<{ readonly commits: number; readonly bytes: number }> => {
  if (commit === undefined) return { commits: 0, bytes: 0 };
  const input = [commit, ...new Set(stays.map((one) => `^${one}`))].join('\n');
  const count = Number(await git.text(['rev-list', '--count', '--stdin'], { input }));
  if (count === 0) return { commits: 0, bytes: 0 };
  const bytes = await git.text(['rev-list', '--disk-usage', '--objects', '--stdin'], { input });
  return { commits: count, bytes: Number(bytes) };
};

/** Why a worktree that is there holds more than the commit that it is on. */
const whyWorktreeStays = async (
  gitDir: string,
  { name, branch = '', commit = '', given = [] }: Leftover,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> => {
  if (!isWorktreeOf(gitDir, name)) return 'it is no worktree any more, and git does not know what is in it';
  const place = await placeAt(name, environment, given);
  const tree = await place.git.text(['rev-parse', `${commit}^{tree}`]);
  try {
    return await whyKept(place, branch, { commit, tree });
  } catch (error) {
    if (error instanceof WorkspaceFailure && error.failure._tag === 'Drift') return error.failure.detail;
    throw error;
  }
};

/** Removes a ref that still stands where it was seen. */
const removeRef = async (git: Git, { name, commit }: Leftover): Promise<string | undefined> => {
  const tip = await git.resolve(name);
  if (tip === undefined) return undefined;
  if (tip !== commit) return `it went on to ${tip}`;
  if ((await checkoutsOf(git)).some(({ branch }) => branch === name)) return 'it is checked out';
  await git.run(['update-ref', '--no-deref', '-d', name, tip]);
  return undefined;
};

/** What a folder takes on the disk, in bytes; links are not followed. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOfFile(join(entry.parentPath, entry.name)), 0);

const sizeOfFile = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
