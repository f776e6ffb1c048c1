import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import type { CliError } from '../failure/failure.js';
import type { PlacedRun } from './elsewhereFailure.js';
import { firstEventIn, isCreation } from './stateOf.js';

/**
 * What a run is looked for. A number or a name means a run of the repository at hand: who changes something is refused where
 * only another repository knows it, who looks is shown that one, and told so.
 */
export type Purpose = 'change' | 'look';

/** Where the repository of a run is, as far as its log can be read. */
export const placed =
  (store: RunStore, entry: RunEntry): T.Task<PlacedRun> =>
  async () => {
    const first = await firstEventIn(store, entry);
    const made = first && isCreation(first) ? first.data.repository : undefined;
    const { root, gitDir } = entry.moved ?? made ?? {};
    const gone = gitDir !== undefined && !existsSync(gitDir);
    // A checkout may be gone whose repository is not.
    return { ...entry, root: root && (gone || existsSync(root)) ? root : gitDir, gone };
  };

/** Why nothing is changed outside of any repository where nobody named a run: it would be one of anywhere on the machine. */
export const refusedUnnamed = (
  store: RunStore,
  entries: readonly RunEntry[],
): TE.TaskEither<CliError, never> =>
  pipe(
    entries,
    T.traverseSeqArray((entry) => placed(store, entry)),
    T.map((runs): CliError => ({ _tag: 'RunUnnamed', runs })),
    TE.leftTask,
  );

/** Why nothing is changed by this word: nothing has it as a number or name, or only other repositories have. */
export const refusedElsewhere =
  (store: RunStore) =>
  (error: CliError): TE.TaskEither<CliError, never> => {
    if (error._tag !== 'NoSuchRun' || !error.elsewhere?.length) return TE.left(error);
    const { wanted, unread = [], elsewhere } = error;
    return pipe(
      elsewhere,
      T.traverseSeqArray((entry) => placed(store, entry)),
      T.map((others): CliError => ({ _tag: 'RunElsewhere', wanted, unread, others })),
      TE.leftTask,
    );
  };
