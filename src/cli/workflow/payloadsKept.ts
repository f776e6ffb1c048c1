import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { PayloadRef } from '../../events/content.js';
import type { Failure } from '../../ports/failure.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { payloadsIn } from '../../projections/named.js';

/** Refuses to go on from what names payloads that a run does not keep any more, before anything is changed. */
export const refuseLostPayloads = (
  { payloads, place }: Pick<ReadableRun, 'payloads' | 'place'>,
  named: unknown,
): TE.TaskEither<Failure, unknown> =>
  pipe(
    payloadsIn(named),
    TE.traverseSeqArray((ref) =>
      pipe(
        payloads.check(ref),
        TE.mapLeft(() => goneFrom(place, ref)),
      ),
    ),
  );

/** A payload of a run that cannot be had any more, as what keeps a command from its work. */
export const goneFrom = (place: string, { sha256 }: PayloadRef): Failure => ({
  _tag: 'Damaged',
  detail: `the payload ${sha256} of the run in ${place} is gone or damaged: put it back from a copy`,
});
