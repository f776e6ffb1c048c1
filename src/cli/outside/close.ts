import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mayClose } from '../../engine/mayClose.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import type { Repository } from '../../ports/workspace.js';
import type { OutsideState } from '../../projections/runState/outsideState.js';
import { statusOf } from '../../projections/status.js';
import { asJson, type Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, tellFound } from '../find/findRun.js';
import { nextLife } from '../life/lifeFacts.js';
import { isElsewhere } from './find.js';
import { tellLater } from './tellLater.js';
import { andRelease, openOutside, record, type WriteOptions } from './write.js';

/** How a run of a workflow that refold does not run comes to its end. */
export type Close = 'completed' | 'begun anew' | 'discarded' | 'archived';

export interface CloseOptions extends WriteOptions {
  /** Where somebody stands who says that the workflow is done: a run that is at work in another checkout is not meant. */
  readonly here?: Repository | undefined;
}

/** Closes a run. One that is closed in this way stays as it is; what is completed can be put away. */
export const close = (
  context: Context,
  store: RunStore,
  entry: RunEntry,
  how: Close,
  { here, ...options }: CloseOptions,
): TE.TaskEither<CliError, OutsideState> =>
  pipe(
    openOutside(context, store, entry, options),
    TE.chain(({ run, state, outside }) => {
      const status = statusOf(state, false);
      const { name, closed, repository } = outside;
      if (!closed && isElsewhere(outside, here))
        return andRelease(run, TE.left({ _tag: 'CheckoutElsewhere', name, root: repository.root }));
      if (closed?.how === how) return andRelease(run, TE.right(outside));
      if (closed && !mayClose(state, how))
        return andRelease(
          run,
          TE.left({ _tag: 'WorkflowClosed', name, status, at: closed.at, doing: 'close' }),
        );
      if (how === 'archived' && !closed) return andRelease(run, TE.left({ _tag: 'StillActive', name }));
      const life = nextLife(run, state);
      return andRelease(
        run,
        pipe(
          record(run, state, { type: 'CloseOutside', how, life }),
          TE.map(() => outside),
        ),
      );
    }),
  );

/** Closes a run that was found, and says so. */
export const closeOutside = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  how: Close,
  options: WriteOptions,
): Outcome => {
  tellFound(context, found);
  return pipe(
    close(context, reading.store, found.entry, how, {
      ...options,
      here: how === 'completed' ? reading.here : undefined,
    }),
    tellLater(context, reading, found.entry),
    TE.map(({ run, number, name }) => {
      if (context.json) context.print(asJson({ name, run, number, status: how }));
      else context.tell(`${name} is ${how}`);
      return EXIT.done;
    }),
  );
};
