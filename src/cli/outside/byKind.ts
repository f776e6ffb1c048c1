import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LogUnreadable } from '../../ports/eventLog.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import type { Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { UsageError } from '../failure/failure.js';
import type { FoundRun } from '../find/findRun.js';
import { isOutside } from '../find/namedRuns.js';
import { whyUnreadable } from '../find/stateOf.js';

/** What a command does with a run that refold runs, and with one of a workflow that it does not run. */
interface Ways {
  readonly own: (found: FoundRun) => Outcome;
  readonly outside: (found: FoundRun) => Outcome;
  /** Options that were given and mean something to runs of one kind only. */
  readonly only?: { readonly [K in 'own' | 'outside']: readonly (string | undefined)[] };
}

/** Does with a run that was found what fits its kind. */
export const byKind =
  ({ store }: Reading, { own, outside, only = { own: [], outside: [] } }: Ways) =>
  (found: FoundRun): Outcome =>
    pipe(
      isKnownOutside(store, found.entry),
      TE.chain((ofOutside) => {
        const odd = (ofOutside ? only.own : only.outside).find((option) => option !== undefined);
        if (odd !== undefined) return TE.left(atOdds(odd, ofOutside));
        return ofOutside ? outside(found) : own(found);
      }),
    );

/** Of which kind a run is, where its log can be read. */
const isKnownOutside =
  (store: RunStore, entry: RunEntry): TE.TaskEither<LogUnreadable, boolean> =>
  async () => {
    const why = await whyUnreadable(store, entry);
    return why ? E.left(why) : E.right(await isOutside(store, entry));
  };

/** An option that means nothing to a run of this kind. */
const atOdds = (option: string, ofOutside: boolean): UsageError => {
  const message = ofOutside
    ? `\`${option}\` means nothing to a workflow that refold does not run`
    : `\`${option}\` is for workflows that refold does not run`;
  return { _tag: 'Usage', message, hint: 'nothing was changed; give the command without it' };
};
