import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Repository } from '../../ports/workspace.js';
import type { RunState } from '../../projections/runState/state.js';
import { checkoutAt } from '../compose/checkout.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { findRun } from '../find/findRun.js';
import { isHere } from '../find/lookAtRuns.js';
import { wholeStateIn } from '../find/stateOf.js';
import { nextLife } from '../life/lifeFacts.js';
import { andRelease, openOutside, record, type WriteOptions } from '../outside/write.js';

/**
 * Where a person names a workflow that refold does not run, whose repository is where it was and whose checkout is not, and
 * says that it was moved: it is looked for in the checkout at hand from then on.
 */
export const followCheckout = (
  context: Context,
  wanted: string,
  options: WriteOptions,
): TE.TaskEither<CliError, void> => {
  const reading = composeReading(context);
  const { store, here } = reading;
  if (!here || context.begun) return TE.right(undefined);
  return async () => {
    const found = await findRun(reading, 'change', wanted)();
    // Why there is none is told by the command itself.
    if (E.isLeft(found) || !isHere(here, found.right.entry)) return E.right(undefined);
    const { entry } = found.right;
    if (!isCheckoutGone(await wholeStateIn(store, entry), here)) return E.right(undefined);
    return pipe(
      openOutside(context, store, entry, options),
      TE.chain(({ run, state, outside: { name, repository } }) => {
        if (!isCheckoutGone(state, here)) return andRelease(run, TE.right(undefined));
        const { root, gitDir } = repository;
        const moved = { from: gitDir, gitDir, root: checkoutAt(context, here).root };
        const words = `note: the checkout of ${name} is not at ${root} any more; it is looked for here from now on`;
        return andRelease(
          run,
          pipe(
            record(run, state, { type: 'MoveCheckout', moved, life: nextLife(run, state) }),
            TE.map(() => context.tell(words)),
          ),
        );
      }),
    )();
  };
};

/** Whether a run is active in a checkout of this repository that is not where it was. */
const isCheckoutGone = (state: RunState | undefined, { gitDir }: Repository): boolean => {
  const outside = state?.outside;
  return (
    outside !== undefined &&
    !outside.closed &&
    outside.repository.gitDir === gitDir &&
    !existsSync(outside.repository.root)
  );
};
