import { existsSync } from 'node:fs';
import type { DataOf, Event, EventOf } from '../../events/catalogue.js';
import type { ObjectId } from '../../events/ids.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import type { Repository } from '../../ports/workspace.js';
import { newestFirst } from '../../projections/resolveRun.js';
import { holdsRefsOf } from '../compose/reading.js';
import { firstEventIn } from '../find/stateOf.js';
import { holdsFiles } from '../outside/traces.js';

/** Runs that were made in one repository, and where that was when anybody looked last. */
export interface RunsOfPlace {
  readonly repository: string;
  /** From the newest on. */
  readonly runs: readonly RunEntry[];
  /** Where the newest run whose log begins soundly was made. */
  readonly made: DataOf<'RunCreated'>['repository'];
  /** The commit that the newest one began from; undefined where refold runs none of them: git knows nothing of those. */
  readonly base: ObjectId | undefined;
  readonly gitDir: string;
}

/** By what it is known that a repository is not where it was, and that it is the one at hand. */
export interface Signs {
  /** Another repository may have taken its place. */
  readonly mayBeReplaced?: boolean;
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
  { isMoved = holdsTraces(store), mayBeReplaced = false }: Signs = {},
): Promise<readonly RunsOfPlace[]> => {
  const found: RunsOfPlace[] = [];
  for (const repository of new Set(others.map((entry) => entry.repository))) {
    const runs = newestFirst(others.filter((entry) => entry.repository === repository && !entry.empty));
    const made = (await newestOf(store, runs, isCreation))?.data.repository;
    if (!made) continue;
    const gitDir = runs[0]?.moved?.gitDir ?? made.gitDir;
    const isThere = existsSync(gitDir);
    if (isThere && !mayBeReplaced) continue;
    const base = (await newestOf(store, runs, isOwnCreation))?.data.base.commit;
    const place = { repository, runs, made, base, gitDir };
    if (isThere && !isReplaced(place)) continue;
    if (await isMoved(place, here)) found.push(place);
  }
  return found;
};

/** A run has its branch or kept work in its own repository, and in what that was copied or moved to. */
export const holdsRuns: IsMoved = async ({ runs }, { gitDir }) =>
  runs.some(({ run }) => holdsRefsOf(gitDir, run) === true);

/** The same, or the checkout holds a file as one that refold does not run has recorded it. */
export const holdsTraces =
  (store: RunStore): IsMoved =>
  async (place, here) =>
    (await holdsRuns(place, here)) || (place.base === undefined && (await holdsFiles(store, place, here)));

/**
 * Whether another repository has taken the place, in which nothing of these runs is. That takes a person who says so; and
 * of what refold does not run nothing would be there in any case.
 */
const isReplaced = ({ base, gitDir, runs }: RunsOfPlace): boolean =>
  base !== undefined && runs.every(({ run }) => holdsRefsOf(gitDir, run) !== true);

/** The beginning of the newest of these runs that begins like this, as far as their logs can be read. */
const newestOf = async <Beginning extends Event>(
  store: RunStore,
  runs: readonly RunEntry[],
  isIt: (event: Event) => event is Beginning,
): Promise<Beginning | undefined> => {
  for (const entry of runs) {
    const first = await firstEventIn(store, entry);
    if (first && isIt(first)) return first;
  }
  return undefined;
};

const isOwnCreation = (event: Event): event is EventOf<'RunCreated'> => event.type === 'RunCreated';

const isCreation = (event: Event): event is EventOf<'RunCreated'> | EventOf<'OutsideRunCreated'> =>
  isOwnCreation(event) || event.type === 'OutsideRunCreated';

/** How many runs are named. */
const MOST_NAMED = 8;

/** Which runs these are, and from where. */
export const movedWords = ({ runs, made, gitDir }: RunsOfPlace): string => {
  const names = runs
    .slice(0, MOST_NAMED)
    .map(({ number, run }) => (number === undefined ? run : `#${number}`));
  const more = runs.length > MOST_NAMED ? ` and ${runs.length - MOST_NAMED} more` : '';
  const was = runs[0]?.moved?.root ?? made.root;
  const what = runs.length === 1 ? 'run was' : 'runs were';
  return `${runs.length} ${what} made when this repository was at ${was || gitDir}: ${names.join(', ')}${more}`;
};
