import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refBeside, type UnderWay } from '../../events/operation.js';
import { identOf } from './base.js';
import { makeDurable } from './durable.js';
import { isFile } from './files.js';
import type { Place } from './place.js';
import { keepUnder } from './refs.js';

/** The traces of a git operation in progress, and the command that forgets it without touching a file. */
const OPERATIONS: ReadonlyArray<readonly [trace: string, command: string]> = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
];

/** Where an operation names commits that no branch may hold: the other side, and what it has put away until it ends. */
const COMMITS = [
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'MERGE_AUTOSTASH',
  'rebase-merge/orig-head',
  'rebase-merge/autostash',
  'rebase-apply/orig-head',
  'rebase-apply/autostash',
];

/** What git is in the middle of, by the git directory of the worktree's own. */
export const operationIn = (own: string): string | undefined =>
  OPERATIONS.find(([trace]) => existsSync(join(own, trace)))?.[1];

/** The commits that would be lost with the operation that git is in the middle of. */
export const commitsOfOperation = async ({
  git,
  own,
}: Pick<Place, 'git' | 'own'>): Promise<readonly string[]> => {
  const files = COMMITS.map((name) => join(own, name)).filter(isFile);
  const named = files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter(Boolean);
  const commits: string[] = [];
  for (const name of new Set(named)) {
    const commit = await git.resolve(`${name}^{commit}`);
    if (commit !== undefined) commits.push(commit);
  }
  return commits;
};

/** What an agent or somebody else has left unfinished: an operation of git, and paths that the index has unmerged, be it without one. */
export const unfinishedIn = async (
  place: Pick<Place, 'git' | 'own'>,
): Promise<{ readonly underWay?: UnderWay; readonly unmerged?: readonly string[] }> => {
  const operation = operationIn(place.own);
  const { out } = await place.git.run(['ls-files', '--unmerged', '-z']);
  const entries = out.toString('utf8').split('\0').filter(Boolean);
  // A path stands there once for each side that has it.
  const unmerged = [...new Set(entries.map((entry) => entry.slice(entry.indexOf('\t') + 1)))];
  return {
    ...(operation === undefined ? {} : { underWay: { operation, commits: await commitsOfOperation(place) } }),
    ...(unmerged.length === 0 ? {} : { unmerged }),
  };
};

/** Keeps what would be lost with the operation that git is in the middle of, each commit under a ref that begins like this. */
export const keepOperation = async (place: Place, beginning: string, known: string): Promise<void> => {
  const commits = await commitsOfOperation(place);
  // Whoever began it has not synced them.
  if (commits.length > 0) await makeDurable(place.git, place.objects, commits, known);
  for (const commit of commits) await keepUnder(place, refBeside(beginning, commit), commit);
};

/** Ends what git is in the middle of, once what would be lost with it is kept. */
export const endOperation = async (place: Place, beginning: string, known: string): Promise<void> => {
  await keepOperation(place, beginning, known);
  await quitOperations(place);
};

/** Forgets a merge or rebase that an agent left half done: its files are committed, and the next agent starts clean. */
export const quitOperations = async ({ git, own }: Place): Promise<void> => {
  for (const [trace, command] of OPERATIONS) {
    if (!existsSync(join(own, trace))) continue;
    // Some of them ask who somebody is, be it to put away what they had taken.
    await git.run([command, '--quit'], { by: await identOf(git) });
  }
};
