import { join } from 'node:path';
import type { RunRef } from '../../../ports/runStore.js';

/** The places of a run on disk. */
export interface RunFolder {
  readonly root: string;
  readonly events: string;
  readonly lease: string;
  readonly payloads: string;
  readonly snapshots: string;
}

/** Where the runs of all repositories are. */
export const runsFolder = (home: string): string => join(home, 'runs');

/** Where the runs of a repository are. */
export const repositoryFolder = (home: string, repository: string): string =>
  join(runsFolder(home), repository);

/** Where the numbers of a repository's runs are claimed: a file per number, holding the run's id. */
export const numbersFolder = (home: string, repository: string): string =>
  join(repositoryFolder(home, repository), 'numbers');

/** Where it is held who alone begins a run by its name. */
export const beginningFolder = (home: string, repository: string): string =>
  join(repositoryFolder(home, repository), 'beginning');

/** Where it is noted where a repository has gone: a file per move, by which only the last one counts. */
export const movesFolder = (home: string, repository: string): string =>
  join(repositoryFolder(home, repository), 'moves');

/** The folder of a run and what is in it. */
export const runFolder = (home: string, { repository, run }: RunRef): RunFolder => {
  const root = join(repositoryFolder(home, repository), run);
  return {
    root,
    events: join(root, 'events.jsonl'),
    lease: join(root, 'lease'),
    payloads: join(root, 'payloads'),
    snapshots: join(root, 'snapshots'),
  };
};
