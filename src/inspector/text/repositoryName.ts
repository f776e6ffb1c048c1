import { harmless } from './paint.js';

/** What tells of which repository a run is. */
export interface OfRepository {
  /** The id that it has among the runs. */
  readonly repository: string;
  /** The place where it is now, if a person said that it was moved. */
  readonly movedTo?: string;
}

/** The repository of a run, for people: by the place where it is now, if that is known, else by its id without its digits. */
export const repositoryName = ({ repository, movedTo }: OfRepository): string =>
  harmless(movedTo?.split('/').findLast((part) => part !== '') ?? repository.replace(/-[0-9a-f]{6}$/, ''));

/**
 * The same where these runs stand side by side: two repositories of one name are told apart by their ids, or where they were
 * moved by their places. One that was moved may well be one of those that were not: it made runs before and since.
 */
export const repositoryNames = (all: readonly OfRepository[]): ((run: OfRepository) => string) => {
  const bearers = new Map<string, Set<string>>();
  for (const one of all) bearers.set(keyOf(one), (bearers.get(keyOf(one)) ?? new Set()).add(placeOf(one)));
  return (run) => ((bearers.get(keyOf(run))?.size ?? 0) > 1 ? harmless(placeOf(run)) : repositoryName(run));
};

const keyOf = (run: OfRepository): string =>
  `${run.movedTo === undefined ? 'at' : 'moved to'} ${repositoryName(run)}`;

const placeOf = ({ repository, movedTo }: OfRepository): string => movedTo ?? repository;
