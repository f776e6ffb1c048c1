import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunRef, RunStore } from '../../ports/runStore.js';
import type { Base, Repository } from '../../ports/workspace.js';
import type { Reading } from '../compose/reading.js';
import type { CliError } from '../failure/failure.js';
import { isHere, runsAround } from '../find/lookAtRuns.js';
import { newRunId } from './newRunId.js';

/** Where a new run is kept. */
export interface Room {
  readonly ref: RunRef;
  /** The highest number of the repository's runs, wherever they are kept. */
  readonly above: number;
}

/** A fresh id, under the id that this repository's runs have already, or a new one. */
export const roomFor = (
  reading: Omit<Reading, 'here'>,
  here: Repository,
  { origin }: Pick<Base, 'origin'>,
): TE.TaskEither<CliError, Room> =>
  pipe(
    runsAround({ ...reading, here }),
    TE.chainW(({ runs, isOurs }) => {
      const ours = runs.filter((entry) => isHere(here, entry));
      const own = ours.find(({ moved }) => !moved) ?? ours[0];
      const above = Math.max(0, ...runs.filter(isOurs).map(({ number = 0 }) => number));
      const room = (repository: string): Room => ({ ref: { repository, run: newRunId() }, above });
      if (own) return TE.right(room(own.repository));
      const id = `${slugOf(origin, here.root)}-${here.key}`;
      const isTaken = (name: string): boolean => runs.some(({ repository }) => repository === name);
      return isTaken(id) ? roomBeside(reading.store, here, id, isTaken, room) : TE.right(room(id));
    }),
  );

/** Another repository was here, and took its runs along: the id that follows from the place is still theirs. */
const roomBeside = (
  store: RunStore,
  { gitDir, root }: Repository,
  id: string,
  isTaken: (name: string) => boolean,
  room: (repository: string) => Room,
): TE.TaskEither<CliError, Room> => {
  let count = 2;
  while (isTaken(`${id}-${count}`)) count += 1;
  return pipe(
    store.move(`${id}-${count}`, { from: gitDir, gitDir, root }),
    TE.map(() => room(`${id}-${count}`)),
  );
};

/** `github-user-repo` from the URL of a remote, else the name of the repository's folder. */
export const slugOf = (origin: string | undefined, root: string): string => {
  const [, host = '', path = ''] =
    /^(?:\w+:\/\/)?(?:[^@/]*@)?([^:/]+)[:/](.+?)(?:\.git)?\/?$/.exec(origin ?? '') ?? [];
  const words = host === '' ? (root.split('/').at(-1) ?? '') : `${host.split('.')[0]}-${path}`;
  return (
    words
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'repository'
  );
};
