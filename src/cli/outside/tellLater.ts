import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry } from '../../ports/runStore.js';
import type { Reading } from '../compose/reading.js';
import type { CliError } from '../failure/failure.js';
import { doneAfter } from '../find/namedRuns.js';

/** Where a run is damaged, and its error says how to begin anew: which later run of the name has done the workflow already. */
export const tellLater =
  (reading: Reading, entry: RunEntry) =>
  <A>(done: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
    pipe(
      done,
      TE.orElse((error): TE.TaskEither<CliError, A> => {
        if (error._tag !== 'OutsideLogDamaged' && error._tag !== 'CheckpointDamaged') return TE.left(error);
        return pipe(
          TE.fromTask(doneAfter(reading, error.name, entry)),
          TE.chain((later) => TE.left<CliError, A>(later ? { ...error, later } : error)),
        );
      }),
    );
