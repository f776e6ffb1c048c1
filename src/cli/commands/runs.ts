import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { NO_RUNS } from '../../inspector/text/noRuns.js';
import { paintWith } from '../../inspector/text/paint.js';
import { type ListedRun, runsText } from '../../inspector/text/runs.js';
import type { RunEntry } from '../../ports/runStore.js';
import { whereIn } from '../../projections/board.js';
import { outsideSummaryOf } from '../../projections/outside.js';
import { isInState, unknownStates } from '../../projections/stateWords.js';
import { summaryOf } from '../../projections/summary.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { tell } from '../failure/failure.js';
import { damagedLog } from '../failure/wording.js';
import { lookInto, oursIn, type RunsAround, runsAround } from '../find/lookAtRuns.js';
import { holdsRuns, mayBeHere, maybeWords, movedHere, movedWords } from '../moved/movedHere.js';
import { sizeOf } from '../terminal.js';

export interface RunsOptions {
  /** Show each fork under the run that it was made from. */
  readonly tree: boolean;
  /** Not only those of the repository at hand. */
  readonly all: boolean;
  /** Only those that are in one of these states. */
  readonly states: readonly string[];
}

/** `refold runs`: every run, and where it stands. */
export const runs = (context: Context, { tree, all, states }: RunsOptions): Outcome => {
  const unknown = unknownStates(states);
  if (unknown) return TE.left({ _tag: 'Usage', ...unknown });
  const reading = composeReading(context);
  return pipe(
    runsAround(all ? { ...reading, here: undefined } : reading),
    TE.chainFirstIOK(
      ({ moved }) =>
        () =>
          moved.map((place) =>
            context.tell(
              `note: ${movedWords(place)}; ${context.fromHere('`refold resume --moved` notes that, and goes on with what is unfinished of them')}`,
            ),
          ),
    ),
    TE.bindTo('around'),
    TE.bind('found', ({ around }) => TE.fromTask(() => listed(reading, oursIn(around), states))),
    TE.chainTaskK(({ around, found }) => async () => {
      const width = process.stdout.isTTY ? sizeOf(process.stdout).columns : undefined;
      const options = { tree, now: new Date().toISOString(), width };
      if (context.json) context.print(asJson(found));
      else if (found.length > 0) context.print(runsText(found, options, paintWith(context.colour)));
      else context.tell(context.fromHere((await perhapsOf(reading, around)) ?? noneOf(states)));
      return found.some((run) => 'fault' in run) ? EXIT.damaged : EXIT.done;
    }),
  );
};

/** Where no run is of the repository at hand: which ones may be, if somebody says so. */
const perhapsOf = async (reading: Reading, around: RunsAround): Promise<string | undefined> => {
  const { here } = reading;
  if (!here || oursIn(around).length > 0) return undefined;
  const others = around.runs.filter((entry) => !around.isOurs(entry));
  const gone = await movedHere(reading, others, here, { isMoved: mayBeHere(reading) });
  // Of one whose place another repository has taken, branches alone are looked for.
  const signs = { isMoved: holdsRuns, mayBeReplaced: true };
  return maybeWords(gone.length > 0 ? gone : await movedHere(reading, others, here, signs));
};

const noneOf = (states: readonly string[]): string =>
  states.length === 0 ? NO_RUNS : `no run is ${states.join(' or ')}; \`refold runs\` lists all of them`;

/** One after the other: a fold may take much memory. One that cannot be read may be in any state. */
const listed = async (
  reading: Reading,
  entries: readonly RunEntry[],
  states: readonly string[],
): Promise<readonly ListedRun[]> => {
  const found: ListedRun[] = [];
  for (const entry of entries) {
    const run = await lookAt(reading, entry);
    if (states.length === 0 || 'fault' in run || isInState(run, states)) found.push(run);
  }
  return found;
};

/** Where a run stands; one that cannot be read is listed with what is wrong. */
const lookAt = async ({ store }: Reading, entry: RunEntry): Promise<ListedRun> => {
  const { repository, run, number } = entry;
  const looked = await lookInto(store, entry)();
  if (E.isLeft(looked)) return { repository, run, number, fault: tell(looked.left).message };
  const { lease, loaded, around } = looked.right;
  const summary = summaryOf(loaded.value, lease, around) ?? outsideSummaryOf(loaded.value);
  if (!summary || loaded.scan.tail.kind === 'damaged')
    return { repository, run, number, fault: damagedLog(entry) };
  return { ...summary, repository, ...whereIn(loaded.value) };
};
