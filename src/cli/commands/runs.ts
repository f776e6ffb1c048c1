import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { paintWith } from '../../inspector/text/paint.js';
import { type ListedRun, runsText } from '../../inspector/text/runs.js';
import type { RunEntry } from '../../ports/runStore.js';
import { summaryOf } from '../../projections/summary.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { tell } from '../failure.js';
import { lookInto, runsHere } from '../lookAtRuns.js';

export interface RunsOptions {
  /** Show each fork under the run that it was made from. */
  readonly tree: boolean;
  /** Not only those of the repository at hand. */
  readonly all: boolean;
}

/** `refold runs`: every run, and where it stands. */
export const runs = (context: Context, { tree, all }: RunsOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    runsHere(all ? { ...reading, here: undefined } : reading),
    TE.chainTaskK((entries) => () => listed(reading, entries)),
    TE.map((found) => {
      if (context.json) context.print(asJson(found));
      else if (found.length > 0)
        context.print(runsText(found, { tree, now: new Date().toISOString() }, paintWith(context.colour)));
      else context.tell('there are no runs yet; start one with `refold run <workflow>`');
      return found.some((run) => 'fault' in run) ? EXIT.damaged : EXIT.done;
    }),
  );
};

/** One after the other: a fold may take much memory. */
const listed = async (reading: Reading, entries: readonly RunEntry[]): Promise<readonly ListedRun[]> => {
  const found: ListedRun[] = [];
  for (const entry of entries) found.push(await lookAt(reading, entry));
  return found;
};

/** Where a run stands; one that cannot be read is listed with what is wrong. */
const lookAt = async ({ store }: Reading, entry: RunEntry): Promise<ListedRun> => {
  const { repository, run, number } = entry;
  const looked = await lookInto(store, entry)();
  if (E.isLeft(looked)) return { repository, run, number, fault: tell(looked.left).message };
  const { lease, loaded, around } = looked.right;
  const summary = summaryOf(loaded.value, lease, around);
  if (!summary || loaded.scan.tail.kind === 'damaged')
    return { repository, run, number, fault: 'its log is damaged; `refold verify` tells more' };
  return { ...summary, repository };
};
