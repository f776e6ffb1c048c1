import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import type { DataOf, Event, EventOf } from '../../events/catalogue.js';
import type { ObjectId } from '../../events/ids.js';
import { some } from '../../events/some.js';
import { counted } from '../../inspector/text/counted.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import type { Repository } from '../../ports/workspace.js';
import { newestFirst } from '../../projections/resolveRun.js';
import { headsOf } from '../../projections/worktrees.js';
import { holdsRefsOf, type Reading } from '../compose/reading.js';
import { firstEventIn, isCreation, stateIn } from '../find/stateOf.js';
import { holdsFiles } from '../outside/traces.js';

/** Runs that were made in one repository, and where that was when anybody looked last. */
export interface RunsOfPlace {
  readonly repository: string;
  /** From the newest on. */
  readonly runs: readonly RunEntry[];
  /** Where the newest run whose log begins soundly was made. */
  readonly made: DataOf<'RunCreated'>['repository'];
  /** Whether refold runs one of them; of others git holds neither branches nor kept work. */
  readonly own: boolean;
  /** The commit that the newest one began from, of refold's own if there is one; undefined where none is recorded. */
  readonly base: ObjectId | undefined;
  readonly gitDir: string;
}

/** By what it is known that a repository is not where it was, and that it is the one at hand. */
export interface Signs {
  /** Another repository may have taken its place. */
  readonly mayBeReplaced?: boolean;
  /** Where somebody said that they have gone may be a copy: who names one of them, and says so, has the last word. */
  readonly mayBeTaken?: boolean;
  readonly isMoved?: IsMoved;
}

/** Whether the repository of these runs is the one at hand, to which it must have been moved. */
export type IsMoved = (runs: RunsOfPlace, here: Repository) => Promise<boolean>;

/**
 * The runs of repositories that are not where they were, and that the one at hand must be. What is still where it was has
 * not moved, whatever looks like it: that is a copy.
 */
export const movedHere = async (
  reading: Reading,
  others: readonly RunEntry[],
  here: Repository,
  { isMoved = showsRuns(reading), mayBeReplaced = false, mayBeTaken = false }: Signs = {},
): Promise<readonly RunsOfPlace[]> => {
  const { store } = reading;
  const found: RunsOfPlace[] = [];
  for (const repository of new Set(others.map((entry) => entry.repository))) {
    const runs = newestFirst(others.filter((entry) => entry.repository === repository && !entry.empty));
    const newest = await newestOf(store, runs, isCreation);
    if (!newest) continue;
    const made = newest.data.repository;
    const gitDir = runs[0]?.moved?.gitDir ?? made.gitDir;
    const isThere = existsSync(gitDir);
    const isTaken = mayBeTaken && runs[0]?.moved !== undefined;
    if (isThere && !mayBeReplaced && !isTaken) continue;
    const own = await newestOf(store, runs, isOwnCreation);
    const place = { repository, runs, made, own: own !== undefined, base: baseOf(own ?? newest), gitDir };
    // Whether it is here is seen without git, where branches tell it: that is looked at first.
    if (!(await isMoved(place, here))) continue;
    if (!isThere || isTaken || (await isReplaced(reading, place))) found.push(place);
  }
  return found;
};

/** A run has its branch or kept work in its own repository, and in what that was copied or moved to. */
export const holdsRuns: IsMoved = async ({ runs }, { gitDir }) =>
  runs.some(({ run }) => holdsRefsOf(gitDir, run) === true);

/**
 * The same; of what refold does not run, a file of the checkout as it was recorded, beside the commit that it began from. To
 * look at files first is to ask git of few.
 */
const showsRuns =
  (reading: Reading): IsMoved =>
  async (place, here) =>
    place.own
      ? holdsRuns(place, here)
      : (await holdsFiles(reading.store, place, here)) &&
        (place.base === undefined || reading.holds(here.gitDir, [place.base]));

/**
 * Also one where nothing of the runs is to be seen, if it holds what the newest of them began from and where it stands. Of
 * those that refold does not run that commit tells alone; files do where none is recorded.
 */
export const holdsWork =
  (reading: Reading): IsMoved =>
  async (place, here) => {
    const { base, own, runs } = place;
    if (own && (await holdsRuns(place, here))) return true;
    if (base === undefined) return holdsFiles(reading.store, place, here);
    if (!own) return reading.holds(here.gitDir, [base]);
    const [newest] = runs;
    if (!newest || !isNowhere(place)) return false;
    const loaded = await stateIn(reading.store, newest)();
    if (E.isLeft(loaded)) return false;
    const heads = headsOf(loaded.right.value).map(({ commit }) => commit);
    return reading.holds(here.gitDir, [base, ...heads]);
  };

/**
 * Whether runs may be of the repository at hand, where that alone tells it: they show it, or are believed to be if somebody
 * names one. Of what refold does not run nothing may be left to be seen.
 */
export const mayBeHere =
  (reading: Reading): IsMoved =>
  async (place, here) =>
    (!place.own && place.base === undefined && isNowhere(place)) || holdsWork(reading)(place, here);

/** Whether nothing is where these runs were made, or where they have gone since. */
export const isNowhere = ({ gitDir }: RunsOfPlace): boolean => !existsSync(gitDir);

/**
 * Whether another repository has taken the place, in which nothing of these runs is. That takes a person who says so; and
 * of what refold does not run only the commit would be there that it began at.
 */
const isReplaced = async (
  { holds }: Pick<Reading, 'holds'>,
  { own, base, gitDir, runs }: RunsOfPlace,
): Promise<boolean> =>
  own
    ? runs.every(({ run }) => holdsRefsOf(gitDir, run) !== true)
    : base !== undefined && !(await holds(gitDir, [base]));

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

const baseOf = (created: EventOf<'RunCreated'> | EventOf<'OutsideRunCreated'>): ObjectId | undefined =>
  created.type === 'RunCreated' ? created.data.base.commit : created.data.commit;

/** Where no run of the repository at hand is known: those of places that are gone, which may be of it, in words. */
export const maybeWords = (places: readonly RunsOfPlace[]): string | undefined => {
  const runs = places.flatMap((place) => place.runs);
  const [one, ...more] = runs;
  if (!one) return undefined;
  const [them, named, which] = more.length === 0 ? ['it', one.run, 'it'] : ['them', '<id>', 'one'];
  const may = `${counted(runs.length, 'run')} may be of it, whose repository is not where it was`;
  return `no run of this repository is known; ${may}: \`refold runs --all\` lists ${them}, \`refold resume ${named} --moved\` looks for ${which} here from now on`;
};

/** How many runs are named. */
const MOST_NAMED = 8;

/** Which runs these are, and from where. */
export const movedWords = ({ runs, made, gitDir }: RunsOfPlace): string => {
  const names = runs.map(({ number, run }) => (number === undefined ? run : `#${number}`));
  const was = runs[0]?.moved?.root ?? made.root;
  const what = runs.length === 1 ? 'run was' : 'runs were';
  return `${runs.length} ${what} made when this repository was at ${was || gitDir}: ${some(names, MOST_NAMED)}`;
};
