import { copyFileSync, existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { UnreadFile } from '../../ports/comparing.js';
import { type Answered, fail } from './git.js';
import { unhide } from './hidden.js';
import { lostLinks, openUncommitted, type Taken } from './nested.js';
import { type Place, within } from './place.js';
import { passedOver, unreadWords, whyUnread } from './unread.js';

/** Where agents leave their answers; never part of a commit, even if an agent added it by force. */
const ANSWERS = ['.refold/out', '.gump/out'];

/**
 * Writes what lies in the worktree as a tree: tracked and untracked files, without ignored ones. It works on a copy
 * of the worktree's index, which keeps what git knows of files that did not change, and moves nothing. What an agent left
 * that git cannot take in is for a person to put right; the run can go on then.
 */
export const treeOf = async (place: Place, taken?: Taken): Promise<string> => {
  const unread = await takeIn(place, taken);
  if (unread.length > 0) {
    const what = `git cannot take in what lies in ${place.worktree}: ${unreadWords(unread)}`;
    fail({ _tag: 'Drift', detail: `${what}; put that right` });
  }
  return writeTree(place);
};

/** The tree of what was taken into the private index. */
export const writeTree = async ({ git, privateIndex: index }: Place): Promise<string> => {
  await git.run(['rm', '-r', '-q', '--cached', '--sparse', '--ignore-unmatch', '--', ...ANSWERS], { index });
  return git.text(['write-tree'], { index });
};

/** Takes into the private index what lies in the worktree, as far as that can be; answers what cannot, and why. */
export const takeIn = async (place: Place, taken?: Taken): Promise<readonly UnreadFile[]> => {
  const { worktree, privateIndex: index } = place;
  await makePrivateIndex(place, taken);
  const first = await add(place, []);
  const hidden = passedOver(worktree, first.err);
  if (first.exit === 0) return hidden;
  const closed = await openUncommitted(place, index);
  // Some of what it may not look at git passes over, and some makes it give up.
  const { exit, err } = await add(place, hidden);
  if (exit === FATAL) fail({ _tag: 'Failed', doing: 'git add', detail: err.trim() });
  const seenLate = passedOver(worktree, err).filter(({ path }) => !hidden.some((one) => one.path === path));
  const unopened = closed.map((path) => ({
    path,
    unknown: 'a repository without a commit, whose name git cannot be told',
  }));
  return [...hidden, ...seenLate, ...unopened, ...(exit === 0 ? [] : await leftOut(place, hidden))];
};

/** The exit of a git that has done nothing. */
const FATAL = 128;

const add = (place: Place, hidden: readonly UnreadFile[]): Promise<Answered> =>
  place.git.run(['add', '--all', '--sparse', '--ignore-errors', ...within(place), ...hidden.map(besides)], {
    index: place.privateIndex,
    answers: [1, FATAL],
  });

const besides = ({ path }: UnreadFile): string => `:(exclude,top,literal)${path.replace(/\/$/, '')}`;

/** What git was to take in and has not. */
const leftOut = async (place: Place, hidden: readonly UnreadFile[]): Promise<readonly UnreadFile[]> => {
  const look = ['ls-files', '--modified', '--others', '--exclude-standard', '-z'];
  const { out } = await place.git.run([...look, ...within(place), ...hidden.map(besides)], {
    index: place.privateIndex,
  });
  const paths = out.toString('utf8').split('\0');
  // What is left of a repository without a commit has nothing to take in.
  const files = new Set(paths.filter((path) => path !== '' && !path.endsWith(sep) && !isAnswer(path)));
  return [...files].map((path) => ({ path, unknown: whyUnread(join(place.worktree, path)) }));
};

/** Whether a path is one of the answers of agents, which belong to no commit. */
export const isAnswer = (path: string): boolean =>
  ANSWERS.some((folder) => path.startsWith(`${folder}/`) || path === folder);

const makePrivateIndex = async (place: Place, taken?: Taken): Promise<void> => {
  const { git, own, privateIndex: index } = place;
  const source = join(own, 'index');
  // A git that was killed leaves its lock, and nobody else uses this index.
  rmSync(`${index}.lock`, { force: true });
  rmSync(index, { force: true });
  if (existsSync(source)) copyIndex(source, index);
  else await git.run(['read-tree', 'HEAD'], { index });
  const lost = await lostLinks(place, index, await unhide(place, index), taken);
  if (lost.length > 0)
    await git.run(['update-index', '--force-remove', '-z', '--stdin'], {
      index,
      input: lost.map((path) => `${path}\0`).join(''),
    });
};

/**
 * Git takes a file for unchanged if its times are those in the index and older than the index itself. A copy that
 * was younger than the original would hide a change made in between, so it gets the original's time, rounded down.
 */
const copyIndex = (from: string, to: string): void => {
  copyFileSync(from, to);
  const seconds = Math.floor(statSync(from).mtimeMs / 1000);
  utimesSync(to, seconds, seconds);
};
