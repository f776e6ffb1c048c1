import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { FoundRun } from '../find/findRun.js';
import { isOutside } from '../find/namedRuns.js';

/** What a command does with a run that refold runs, and with one of a workflow that it does not run. */
interface Ways {
  readonly own: (found: FoundRun) => Outcome;
  readonly outside: (found: FoundRun) => Outcome;
}

/** Does with a run that was found what fits its kind. */
export const byKind =
  ({ store }: Reading, { own, outside }: Ways) =>
  (found: FoundRun): Outcome =>
    pipe(
      TE.fromTask(() => isOutside(store, found.entry)),
      TE.chain((ofOutside) => (ofOutside ? outside(found) : own(found))),
    );
