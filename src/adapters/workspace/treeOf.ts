import { accessSync, constants, copyFileSync, existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { UnreadFile } from '../../ports/comparing.js';
import { fail, WorkspaceFailure } from './git.js';
import { lostLinks, openUncommitted } from './nested.js';
import { type Place, within } from './place.js';

/** Where agents leave their answers; never part of a commit, even if an agent added it by force. */
const ANSWERS = ['.refold/out', '.gump/out'];

/**
 * Writes what lies in the worktree as a tree: tracked and untracked files, without ignored ones. It works on a copy
 * of the worktree's index, which keeps what git knows of files that did not change, and moves nothing.
 */
export const treeOf = async (place: Place): Promise<string> => {
  const { git, privateIndex: index } = place;
  await makePrivateIndex(place);
  await addAll(place, index);
  await git.run(['rm', '-r', '-q', '--cached', '--ignore-unmatch', '--', ...ANSWERS], { index });
  return git.text(['write-tree'], { index });
};

/** Takes into the private index what lies in the worktree, as far as that can be; answers what cannot, and why. */
export const takeInWhatCanBe = async (place: Place): Promise<readonly UnreadFile[]> => {
  const { git, worktree, privateIndex: index } = place;
  await makePrivateIndex(place);
  const add = async (): Promise<boolean> =>
    (await git.run(addAllBut(place, '--ignore-errors'), { index, answers: [1] })).exit === 0;
  if ((await add()) || ((await openUncommitted(place, index)) && (await add()))) return [];
  const look = ['ls-files', '--modified', '--others', '--exclude-standard', '-z'];
  const { out } = await git.run([...look, ...within(place)], { index });
  const paths = new Set(
    out
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== '' && !isAnswer(path)),
  );
  return [...paths].map((path) => ({ path, unknown: whyUnread(join(worktree, path)) }));
};

/** Whether a path is one of the answers of agents, which belong to no commit. */
export const isAnswer = (path: string): boolean =>
  ANSWERS.some((folder) => path.startsWith(`${folder}/`) || path === folder);

const whyUnread = (path: string): string => {
  try {
    accessSync(path, constants.R_OK);
    return 'git cannot take it in';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES'
      ? 'permission denied'
      : 'it cannot be read';
  }
};

const makePrivateIndex = async (place: Place): Promise<void> => {
  const { git, own, privateIndex: index } = place;
  const source = join(own, 'index');
  // A git that was killed leaves its lock, and nobody else uses this index.
  rmSync(`${index}.lock`, { force: true });
  rmSync(index, { force: true });
  if (existsSync(source)) copyIndex(source, index);
  else await git.run(['read-tree', 'HEAD'], { index });
  const lost = await lostLinks(place, index);
  if (lost.length > 0)
    await git.run(['update-index', '--force-remove', '-z', '--stdin'], {
      index,
      input: lost.map((path) => `${path}\0`).join(''),
    });
};

const addAllBut = (place: Place, ...options: readonly string[]): readonly string[] => [
  'add',
  '--all',
  ...options,
  ...within(place),
];

/** What an agent left that git cannot take in is for a person to put right; the run can go on then. */
const addAll = async (place: Place, index: string): Promise<void> => {
  const add = (): Promise<string | undefined> => refusalTo(place, index);
  const refused = await add();
  const why = refused !== undefined && (await openUncommitted(place, index)) ? await add() : refused;
  if (why !== undefined)
    fail({
      _tag: 'Drift',
      detail: `git cannot take in what lies in ${place.worktree}: ${why}; put that right`,
    });
};

/** What git says against taking everything in, in one line; undefined once it has. */
const refusalTo = async (place: Place, index: string): Promise<string | undefined> => {
  try {
    await place.git.run(addAllBut(place), { index });
    return undefined;
  } catch (error) {
    if (!(error instanceof WorkspaceFailure) || error.failure._tag !== 'Failed') throw error;
    const said = error.failure.detail.replace(/^(error|fatal): /gm, '').split('\n');
    const told = said.filter((line) => line !== 'adding files failed');
    return (told.length > 0 ? told : said).slice(0, 3).join('; ');
  }
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
