import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import type { DataOf } from '../events/catalogue.js';
import type { RunEntry, RunStore } from '../ports/runStore.js';
import type { Repository } from '../ports/workspace.js';
import { newestFirst } from '../projections/resolveRun.js';
import { holdsRefsOf } from './compose/reading.js';

/** Runs that were made in one repository, and where that was when anybody looked last. */
export interface RunsOfPlace {
  readonly repository: string;
  /** From the newest on. */
  readonly runs: readonly RunEntry[];
  /** What the newest run whose log begins soundly was created with. */
  readonly facts: DataOf<'RunCreated'>;
  readonly gitDir: string;
}

/** By what it is known that a repository is not where it was, and that it is the one at hand. */
export interface Signs {
  readonly isGone?: (runs: RunsOfPlace) => boolean;
  readonly isMoved?: IsMoved;
}

/** Whether the repository of these runs is the one at hand, to which it must have been moved. */
export type IsMoved = (runs: RunsOfPlace, here: Repository) => Promise<boolean>;

/**
 * The runs of repositories that are not where they were, and that the one at hand must be. What is still where it was has
 * not moved, whatever looks like it: that is a copy.
 */
export const movedHere = async (
  store: RunStore,
  others: readonly RunEntry[],
  here: Repository,
  { isMoved = holdsRuns, isGone = isNowhere }: Signs = {},
): Promise<readonly RunsOfPlace[]> => {
  const found: RunsOfPlace[] = [];
  for (const repository of new Set(others.map((entry) => entry.repository))) {
    const runs = newestFirst(others.filter((entry) => entry.repository === repository && !entry.empty));
    const facts = await factsOf(store, runs);
    if (!facts) continue;
    const place = { repository, runs, facts, gitDir: runs[0]?.moved?.gitDir ?? facts.repository.gitDir };
    if (isGone(place) && (await isMoved(place, here))) found.push(place);
  }
  return found;
};

/** A run has its branch or kept work in its own repository, and in what that was copied or moved to. */
export const holdsRuns: IsMoved = async ({ runs }, { gitDir }) =>
  runs.some(({ run }) => holdsRefsOf(gitDir, run) === true);

const isNowhere = ({ gitDir }: RunsOfPlace): boolean => !existsSync(gitDir);

/** Also where another repository has taken the place, in which nothing of these runs is. That takes a person who says so. */
export const isReplaced = ({ runs, gitDir }: RunsOfPlace): boolean =>
  runs.every(({ run }) => holdsRefsOf(gitDir, run) !== true);

/** What the newest of these runs was created with, as far as their logs can be read. */
const factsOf = async (
  store: RunStore,
  runs: readonly RunEntry[],
): Promise<DataOf<'RunCreated'> | undefined> => {
  for (const entry of runs) {
    const run = await store.open(entry)();
    const first = E.isRight(run) ? await run.right.log.first()() : run;
    if (E.isRight(first) && first.right?.known && first.right.event.type === 'RunCreated')
      return first.right.event.data;
  }
  return undefined;
};

/** How many runs are named. */
const MOST_NAMED = 8;

/** Which runs these are, and from where. */
export const movedWords = ({ runs, facts, gitDir }: RunsOfPlace): string => {
  const names = runs
    .slice(0, MOST_NAMED)
    .map(({ number, run }) => (number === undefined ? run : `#${number}`));
  const more = runs.length > MOST_NAMED ? ` and ${runs.length - MOST_NAMED} more` : '';
  const was = runs[0]?.moved?.root ?? facts.repository.root;
  const what = runs.length === 1 ? 'run was' : 'runs were';
  return `${runs.length} ${what} made when this repository was at ${was || gitDir}: ${names.join(', ')}${more}`;
};
