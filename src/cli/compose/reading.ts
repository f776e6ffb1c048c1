import { join } from 'node:path';
import { createJsonlStore } from '../../adapters/log/jsonl/store.js';
import { listenIn } from '../../adapters/processes/listen.js';
import { lookAtLaunches } from '../../adapters/processes/lookAtLaunch.js';
import { hasRefsOf, hasRefsUnder } from '../../adapters/workspace/keptRefs.js';
import { locate } from '../../adapters/workspace/repository.js';
import type { ObjectId } from '../../events/ids.js';
import type { ListenTo, LookAtLaunch } from '../../ports/launches.js';
import type { ReadableRun, RunStore } from '../../ports/runStore.js';
import type { Repository } from '../../ports/workspace.js';
import type { RunState } from '../../projections/runState/state.js';
import type { Context } from '../context.js';

/** What commands that only look need: no engine, no YAML; git only where nothing else can tell. */
export interface Reading {
  readonly store: RunStore;
  /** The repository at hand; undefined outside of any. */
  readonly here: Repository | undefined;
  /** Whether a repository holds these commits; what cannot be told is not held. */
  readonly holds: (gitDir: string, commits: readonly ObjectId[]) => Promise<boolean>;
}

export const composeReading = ({ home, cwd, env, openStore = createJsonlStore }: Context): Reading => {
  return {
    store: openStore(home),
    here: repositoryOf(cwd),
    holds: async (gitDir, commits) => {
      // Few of those who look need git, and it is loaded for them alone.
      const { repositoriesOf } = await import('./git.js');
      const lost = await repositoriesOf({ env }).lost(gitDir, commits)();
      return lost._tag === 'Right' && lost.right.length === 0;
    },
  };
};

/** The same as from this directory. */
export const readingAt = (reading: Reading, directory: string): Reading => ({
  ...reading,
  here: repositoryOf(directory),
});

const repositoryOf = (directory: string): Repository | undefined => {
  const found = locate(directory);
  return found._tag === 'Right' ? found.right : undefined;
};

/** Looks at what was launched for a run, when nobody holds it. */
export const launchesOf = ({ place }: Pick<ReadableRun, 'place'>): LookAtLaunch =>
  lookAtLaunches(join(place, 'attempts'));

/** Listens to what agents of a run print. */
export const listenTo = ({ place }: ReadableRun): ListenTo => listenIn(join(place, 'attempts'));

/** Whether a repository holds a branch of a run, or work that was kept of it. */
export const holdsRefsOf = hasRefsOf;

/** Whether what was kept of a run that is done with is deleted by now, as far as that can be told. */
export const isCollected = ({ run, ended }: RunState): boolean =>
  run !== undefined && ended?.done === true && hasRefsUnder(run.repository.gitDir, ended.keeps) === false;
