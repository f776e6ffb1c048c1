import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry } from '../../ports/runStore.js';
import { newestFirst } from '../../projections/resolveRun.js';
import type { Reading } from '../compose/reading.js';
import type { CliError } from '../failure/failure.js';
import { runsHere } from './lookAtRuns.js';
import { doneAfter, isActive, namelessHere, outsideNameOf } from './namedRuns.js';
import { whyUnreadable } from './stateOf.js';

/** Refuses a name that no active run bears, as far as that can be told, where one whose log is lost may bear it. */
export const refuseUnreadName = (
  reading: Reading,
  wanted: string,
  options: { readonly canBegin: boolean },
): TE.TaskEither<CliError, void> =>
  refuseNameless(reading, wanted, (unread) => whyUnread(reading, wanted, unread, options));

/** The same where the log of such a one cannot be read, which only has to be allowed. */
export const refuseUnreadableName = (reading: Reading, wanted: string): TE.TaskEither<CliError, void> =>
  refuseNameless(reading, wanted, (unread) => firstUnreadable(reading, wanted, unread));

/** Whether a run bears this name and is closed: the active one may be another, begun later, or before it and never closed. */
export const isClosedOf = async (
  { store }: Pick<Reading, 'store'>,
  wanted: string,
  entry: RunEntry,
): Promise<boolean> => (await outsideNameOf(store, entry)) === wanted && !(await isActive(store, entry));

/** Why it is not known which run is called this, where it may be one of those whose logs could not be searched to their ends. */
export const whyUnreadAmong = async (
  reading: Reading,
  wanted: string,
  unread: readonly RunEntry[],
): Promise<CliError | undefined> =>
  whyUnread(reading, wanted, await namelessHere(reading, unread, wanted), { canBegin: false });

const refuseNameless = (
  reading: Reading,
  wanted: string,
  whyOf: (unread: readonly RunEntry[]) => Promise<CliError | undefined>,
): TE.TaskEither<CliError, void> =>
  pipe(
    runsHere(reading),
    TE.chain((runs) => async () => {
      const why = await whyOf(await namelessHere(reading, runs, wanted));
      return why ? E.left(why) : E.right(undefined);
    }),
  );

const whyUnread = async (
  reading: Reading,
  wanted: string,
  unread: readonly RunEntry[],
  options: { readonly canBegin: boolean },
): Promise<CliError | undefined> => {
  const [oldest] = newestFirst(unread).slice(-1);
  if (!oldest) return undefined;
  const unreadable = await firstUnreadable(reading, wanted, unread);
  if (unreadable) return unreadable;
  const later = await doneAfter(reading, wanted, oldest)();
  return { _tag: 'NameUnread', wanted, unread, ...options, ...(later ? { later } : {}) };
};

const firstUnreadable = async (
  { store }: Reading,
  wanted: string,
  unread: readonly RunEntry[],
): Promise<CliError | undefined> => {
  for (const entry of unread) {
    const why = await whyUnreadable(store, entry);
    if (why) return { ...why, _tag: 'NameUnreadable', wanted };
  }
  return undefined;
};
