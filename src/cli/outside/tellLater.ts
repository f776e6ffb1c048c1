import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry } from '../../ports/runStore.js';
import type { RunState } from '../../projections/runState/state.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { nameOf } from '../find/findRun.js';
import { doneAfter, outsideNameOf } from '../find/namedRuns.js';
import { wholeStateIn } from '../find/stateOf.js';
import type { LaterRun } from './failure.js';

/**
 * Says which later run of the name has done the workflow already: who means that one by the name is to know that another is
 * active still. Of a run that is damaged the error tells it, which says how to begin anew.
 */
export const tellLater =
  ({ tell }: Pick<Context, 'tell'>, reading: Reading, entry: RunEntry) =>
  <A>(work: TE.TaskEither<CliError, A>): TE.TaskEither<CliError, A> =>
    pipe(
      TE.fromTask(() => laterThan(reading, entry)),
      TE.bindTo('later'),
      TE.bind('isActive', ({ later }) =>
        TE.fromTask(async () => later !== undefined && isActive(await wholeStateIn(reading.store, entry))),
      ),
      TE.chain(({ later, isActive }) => {
        if (!later) return work;
        if (isActive)
          tell(
            `note: this is ${nameOf(entry)}, which is active still; run #${later.number} of that name, begun later, is ${later.status}`,
          );
        return pipe(
          work,
          TE.mapLeft((error) =>
            error._tag === 'OutsideLogDamaged' || error._tag === 'CheckpointDamaged'
              ? { ...error, later }
              : error,
          ),
        );
      }),
    );

const laterThan = async (reading: Reading, entry: RunEntry): Promise<LaterRun | undefined> => {
  const name = await outsideNameOf(reading.store, entry);
  return name === undefined ? undefined : doneAfter(reading, name, entry)();
};

const isActive = (state: RunState | undefined): boolean =>
  state?.outside !== undefined && state.outside.closed === undefined;
