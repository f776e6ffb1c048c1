import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Collected, collectable, orphaned } from '../../engine/collect.js';
import type { Leftover, Leftovers, Weighed } from '../../ports/leftovers.js';
import type { RunEntry } from '../../ports/runStore.js';
import type { RunState } from '../../projections/runState/state.js';
import { givenBy, leftoversIn, repositoryAt } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { lookInto } from '../find/lookAtRuns.js';

/** A run as it was looked at; undefined where it cannot be told, or is at work. */
interface LookedAt {
  readonly entry: RunEntry;
  readonly state: RunState | undefined;
}

/** What of one repository may go, and how it goes. */
export interface Collection {
  readonly leftovers: Leftovers;
  readonly weighed: readonly Weighed<Collected>[];
  readonly runs: readonly LookedAt[];
}

/** What of the repository at hand may go; outside of any, of all repositories that runs were made in. */
export const collect = (
  context: Context,
  reading: Reading,
): TE.TaskEither<CliError, readonly Collection[]> => {
  const here = repositoryAt(context.cwd);
  const gitDirs = E.isRight(here) ? TE.right([here.right.gitDir]) : gitDirsOf(reading);
  return pipe(gitDirs, TE.chain(TE.traverseSeqArray((gitDir) => collectIn(context, reading, gitDir))));
};

const gitDirsOf = (reading: Reading): TE.TaskEither<CliError, readonly string[]> =>
  pipe(
    reading.store.list(),
    TE.chainW(TE.traverseSeqArray((entry) => TE.fromTask(lookAt(reading, entry)))),
    TE.map((runs) => {
      const known = runs.flatMap(({ state }) => state?.run?.repository.gitDir ?? []);
      return [...new Set(known)].filter((gitDir) => existsSync(gitDir));
    }),
  );

/** The repository is looked at before the home: a run has its folder before there is anything of it in git. */
const collectIn = (
  context: Context,
  reading: Reading,
  gitDir: string,
): TE.TaskEither<CliError, Collection> => {
  const leftovers = leftoversIn(context, gitDir);
  return pipe(
    TE.Do,
    TE.bind('found', () => leftovers.survey()),
    TE.bindW('entries', () => reading.store.list()),
    TE.bindW('runs', ({ found, entries }) => {
      const left = new Set(found.map(({ run }) => run));
      const ours = entries.filter(({ run, empty }) => left.has(run) && !empty);
      return pipe(
        ours,
        TE.traverseSeqArray((entry) => TE.fromTask(lookAt(reading, entry))),
      );
    }),
    TE.bindW('weighed', ({ found, entries, runs }) =>
      leftovers.weigh([
        ...runs.flatMap(({ state }) => ofRun(state, found)),
        ...orphaned(found, new Set(entries.filter((entry) => !isAbandoned(entry)).map(({ run }) => run))),
      ]),
    ),
    TE.map(({ weighed, runs }) => ({ leftovers, weighed, runs })),
  );
};

/** How old a run is at least that is not being made at the moment, in milliseconds. */
const ABANDONED_MS = 600_000;

/** Whether a run was cut off while it was made; its id tells when that was. */
export const isAbandoned = ({ run, empty }: RunEntry): boolean => {
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)-(..)(..)(..)/.exec(run) ?? [];
  const made = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return empty && Date.now() - made > ABANDONED_MS;
};

const ofRun = (state: RunState | undefined, found: readonly Leftover[]): readonly Collected[] => {
  if (!state?.run) return [];
  const { run, setup } = state.run;
  const given = setup ? { given: givenBy(setup) } : {};
  const own = found.filter((leftover) => leftover.run === run).map((leftover) => ({ ...leftover, ...given }));
  return collectable(state, own);
};

const lookAt =
  ({ store }: Reading, entry: RunEntry) =>
  async (): Promise<LookedAt> => {
    const looked = await lookInto(store, entry)();
    if (E.isLeft(looked)) return { entry, state: undefined };
    const { lease, loaded } = looked.right;
    const isTold = !lease.held && loaded.scan.tail.kind !== 'damaged' && !loaded.value.critical;
    return { entry, state: isTold ? loaded.value : undefined };
  };
