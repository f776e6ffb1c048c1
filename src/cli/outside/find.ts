import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Checkout } from '../../ports/checkout.js';
import type { RunEntry } from '../../ports/runStore.js';
import type { Repository } from '../../ports/workspace.js';
import type { Frozen } from '../../projections/projection.js';
import type { OutsideState } from '../../projections/runState/outsideState.js';
import { checkoutAt } from '../compose/checkout.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { isHere, runsHere } from '../find/lookAtRuns.js';
import { activeNamed } from '../find/namedRuns.js';

/** The active run of this name in the repository at hand, if there is one. */
export const activeHere = (reading: Reading, name: string): TE.TaskEither<CliError, RunEntry | undefined> => {
  const { store, here } = reading;
  return pipe(
    runsHere(reading),
    // One that was made elsewhere is of here only once somebody has said so.
    TE.map((runs) => runs.filter((entry) => here && isHere(here, entry))),
    TE.chainTaskK((runs) => activeNamed(store, runs, name)),
  );
};

/** Whether somebody stands in another checkout of the repository than that of a run, which is there: its files lie in that. */
export const isElsewhere = (
  { repository: { gitDir, root } }: Frozen<OutsideState>,
  here: Repository | undefined,
): boolean => here?.gitDir === gitDir && here.root !== root && existsSync(root);

/** The checkout that a run is of. */
export const checkoutOf = (
  context: Context,
  { name, repository, closed }: Frozen<OutsideState>,
): E.Either<CliError, Checkout> =>
  existsSync(repository.root)
    ? E.right(checkoutAt(context, repository))
    : E.left({ _tag: 'CheckoutGone', name, root: repository.root, isActive: closed === undefined });
