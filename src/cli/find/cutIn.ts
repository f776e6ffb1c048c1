import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { resolveCut } from '../../projections/resolveCut.js';
import type { CliError } from '../failure/failure.js';

/** The seq that the words for a cut mean in a run; what is not found in a log that is damaged may have stood behind the damage. */
export const cutIn = ({ log, ref, place }: ReadableRun, wanted: string): TE.TaskEither<CliError, number> =>
  pipe(
    resolveCut(log, wanted),
    TE.orElse(
      (error): TE.TaskEither<CliError, number> =>
        pipe(
          log.read(() => undefined),
          TE.chainEitherKW((scan) =>
            E.left<CliError>(
              scan.tail.kind === 'damaged' ? { _tag: 'LogDamaged', run: ref.run, place, scan } : error,
            ),
          ),
        ),
    ),
  );
