import * as E from 'fp-ts/lib/Either.js';
import { whyNoName } from '../../events/runName.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import { newestFirst } from '../../projections/resolveRun.js';
import { statusOf } from '../../projections/status.js';
import { holdsRefsOf, type Reading } from '../compose/reading.js';
import type { LaterRun } from '../outside/failure.js';
import { isHere, type RunsAround, runsHere } from './lookAtRuns.js';
import { firstEventIn, wholeStateIn } from './stateOf.js';

/**
 * The runs that bear this name: of each repository the newest that is active, else the newest. One whose log cannot be
 * told is taken for active, so that damage is not passed over.
 */
export const namedRuns =
  (
    { store, here }: Pick<Reading, 'store' | 'here'>,
    { runs, isOurs }: Pick<RunsAround, 'runs' | 'isOurs'>,
    name: string,
  ) =>
  async (): Promise<readonly RunEntry[]> => {
    const bearers = await bearersOf(store, runs, name);
    // A repository that was moved has runs under several ids.
    const placeOf = (entry: RunEntry): string => (here && isOurs(entry) ? '' : entry.repository);
    const meant: RunEntry[] = [];
    for (const place of new Set(bearers.map(placeOf))) {
      const own = bearers.filter((entry) => placeOf(entry) === place);
      const one = (await firstActive(store, own)) ?? own[0];
      if (one) meant.push(one);
    }
    return meant;
  };

const bearersOf = async (
  store: RunStore,
  runs: readonly RunEntry[],
  name: string,
): Promise<readonly RunEntry[]> => {
  if (whyNoName(name) !== undefined) return [];
  const bearers: RunEntry[] = [];
  for (const entry of newestFirst(runs))
    if (!entry.empty && (await outsideNameOf(store, entry)) === name) bearers.push(entry);
  return bearers;
};

/** The newest of these runs that bears this name and is active, if one is. */
export const activeNamed =
  (store: RunStore, runs: readonly RunEntry[], name: string) => async (): Promise<RunEntry | undefined> =>
    firstActive(store, await bearersOf(store, runs, name));

/**
 * The newest run of this name that was begun after another one and whose workflow is done: who is to begin anew behind that
 * one has to know of it.
 */
export const doneAfter =
  (reading: Reading, name: string, other: RunEntry) => async (): Promise<LaterRun | undefined> => {
    const runs = await runsHere(reading)();
    if (E.isLeft(runs)) return undefined;
    const older = runs.right.findIndex(({ run }) => run === other.run);
    for (const entry of await bearersOf(reading.store, runs.right.slice(0, Math.max(older, 0)), name)) {
      const state = await wholeStateIn(reading.store, entry);
      const status = state && statusOf(state, false);
      if (state?.outside && (status === 'completed' || status === 'archived'))
        return { number: state.outside.number, status };
    }
    return undefined;
  };

/** The name that a run was given by a workflow that refold does not run; undefined of any other. */
export const outsideNameOf = async (store: RunStore, entry: RunEntry): Promise<string | undefined> => {
  const first = await firstEventIn(store, entry);
  return first?.type === 'OutsideRunCreated' ? first.data.name : undefined;
};

/**
 * Those of these runs whose logs do not tell any more what they are, if they are of the repository at hand, and outside of
 * any all of them: each may bear this name, if it can be one. What refold runs itself bears none, and git holds something of it.
 */
export const namelessHere = async (
  { store, here }: Pick<Reading, 'store' | 'here'>,
  runs: readonly RunEntry[],
  name: string,
): Promise<readonly RunEntry[]> => {
  if (whyNoName(name) !== undefined) return [];
  const nameless: RunEntry[] = [];
  for (const entry of runs)
    if (!here || (isHere(here, entry) && !holdsRefsOf(here.gitDir, entry.run)))
      if (
        (await firstEventIn(store, entry)) === undefined &&
        (await wholeStateIn(store, entry)) === undefined
      )
        nameless.push(entry);
  return nameless;
};

/** Whether a run is of a workflow that refold does not run. */
export const isOutside = async (store: RunStore, entry: RunEntry): Promise<boolean> =>
  (await outsideNameOf(store, entry)) !== undefined;

const firstActive = async (store: RunStore, runs: readonly RunEntry[]): Promise<RunEntry | undefined> => {
  for (const entry of runs) if (await isActive(store, entry)) return entry;
  return undefined;
};

/** Whether a run is not closed, as far as its log can be told. */
export const isActive = async (store: RunStore, entry: RunEntry): Promise<boolean> => {
  const state = await wholeStateIn(store, entry);
  return state === undefined || state.outside?.closed === undefined;
};
