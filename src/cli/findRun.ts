import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry } from '../ports/runStore.js';
import { newestFirst, resolveRun } from '../projections/resolveRun.js';
import type { Reading } from './compose/reading.js';
import type { CliError } from './failure.js';

/** A run, and whether it was named or chosen as the newest. */
export interface FoundRun {
  readonly entry: RunEntry;
  readonly named: boolean;
}

/**
 * The run that a command is about: the one that is named, else the newest of this repository, or outside of any
 * repository the newest of all, that fits.
 */
export const findRun = (
  { store, repositoryKey }: Reading,
  wanted: string | undefined,
  fits: (entry: RunEntry) => Promise<boolean> = async () => true,
): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    store.list(),
    TE.chainW((runs) => async (): Promise<E.Either<CliError, FoundRun>> => {
      const isHere = (entry: RunEntry): boolean =>
        repositoryKey !== undefined && entry.repository.endsWith(`-${repositoryKey}`);
      if (wanted !== undefined)
        return E.map((entry: RunEntry) => ({ entry, named: true }))(resolveRun(runs, wanted, isHere));
      const mine = repositoryKey === undefined ? runs : runs.filter(isHere);
      for (const entry of newestFirst(mine)) {
        if (!entry.empty && (await fits(entry))) return E.right({ entry, named: false });
      }
      return E.left({ _tag: 'NoRuns', what: noneWords(repositoryKey !== undefined, mine.length) });
    }),
  );

const noneWords = (inRepository: boolean, unfit: number): string => {
  const where = inRepository ? 'of this repository' : 'anywhere';
  return unfit === 0 ? `there is no run ${where}` : `no run ${where} fits`;
};

/** How a run is named to people. */
export const nameOf = ({ number, run }: RunEntry): string =>
  number === undefined ? run : `#${number} ${run}`;
