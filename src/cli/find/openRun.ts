import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Tail } from '../../events/scan.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { composeReading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { damageAt } from '../failure/wording.js';
import { findOwnRun, findRun, tellFound } from './findRun.js';

/** Finds and opens the run that a reading command is about, and says which one it chose. */
export const openRun = (
  context: Context,
  wanted: string | undefined,
  find: typeof findOwnRun = findRun,
): TE.TaskEither<CliError, ReadableRun> => {
  const reading = composeReading(context);
  return pipe(
    find(reading, 'look', wanted),
    TE.chainW((found) => {
      tellFound(context, found);
      return reading.store.open(found.entry);
    }),
  );
};

/** The same for a command about what agents did: there are none in a workflow that refold does not run. */
export const openOwnRun = (
  context: Context,
  wanted: string | undefined,
): TE.TaskEither<CliError, ReadableRun> => openRun(context, wanted, findOwnRun);

/** Says that a log goes on behind what was shown, and with which exit code to end. */
export const warnOfTail = (context: Context, run: ReadableRun, tail: Tail): number => {
  if (tail.kind !== 'damaged') return EXIT.done;
  const rest = tail.line === 1 ? 'nothing of it can be told' : 'what stands above is sound';
  context.tell(`warning: the log in ${run.place} is damaged${damageAt(tail)}; ${rest}`);
  return EXIT.damaged;
};
