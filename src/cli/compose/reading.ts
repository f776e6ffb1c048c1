import { createJsonlStore } from '../../adapters/log/jsonl/store.js';
import { locate } from '../../adapters/workspace/repository.js';
import type { RunStore } from '../../ports/runStore.js';
import type { Context } from '../context.js';

/** What commands that only look need: no engine, no YAML, no git. */
export interface Reading {
  readonly store: RunStore;
  /** The end of the id of the repository at hand; undefined outside of any. */
  readonly repositoryKey: string | undefined;
}

export const composeReading = ({ home, cwd, openStore = createJsonlStore }: Context): Reading => {
  const repository = locate(cwd);
  return {
    store: openStore(home),
    repositoryKey: repository._tag === 'Right' ? repository.right.key : undefined,
  };
};
