import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { planResume } from '../../engine/recover.js';
import { resumeLine } from '../../inspector/text/plan.js';
import type { RunEntry } from '../../ports/runStore.js';
import { loadState } from '../../projections/load.js';
import { snapshotKey } from '../../projections/snapshot.js';
import { type Answer, answerPause } from '../answerPause.js';
import { tellKept } from '../captured.js';
import type { Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { drive } from '../drive.js';
import type { CliError } from '../failure.js';
import { type FoundRun, findRun } from '../findRun.js';
import { lifeFacts } from '../lifeFacts.js';
import { giveBack, nothingToDo, openForWork, type WorkOptions } from '../openForWork.js';
import { FOLD_DIGEST } from '../version.js';

export interface ResumeOptions extends WorkOptions {
  /** What a person says to a step that waits for one. */
  readonly answer?: Answer;
}

/** `refold resume`: goes on with a run where it stopped, was stopped, or was killed. */
export const resume = (context: Context, wanted: string | undefined, options: ResumeOptions): Outcome => {
  const reading = composeReading(context);
  return pipe(
    findRun(reading, wanted, isUnfinished(reading)),
    TE.mapLeft((error): CliError => (error._tag === 'NoRuns' ? { _tag: 'NothingToResume' } : error)),
    TE.chainW((found) => goOn(context, reading, found, options)),
  );
};

/** Goes on with this run, by a plan that is told first. */
export const goOn = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: ResumeOptions = {},
): Outcome =>
  pipe(
    openForWork(context, reading, found, options),
    TE.chainW(({ opened, surroundings }) =>
      pipe(
        TE.fromEither(planResume(opened.state, surroundings)),
        TE.orElseW((refusal) =>
          refusal._tag === 'NothingToDo' ? nothingToDo(opened) : giveBack(opened.run, refusal),
        ),
        TE.chainW((plan) => {
          context.tell(resumeLine(plan));
          tellKept(context, surroundings.changed);
          const life = lifeFacts(opened.run, opened.state.tornFiles);
          return pipe(
            TE.fromTask(answerPause(context, opened.state, options.answer)),
            TE.chain((answers) => drive(context, opened, { type: 'ResumeRun', plan, life }, ...answers)),
          );
        }),
      ),
    ),
  );

/** Whether there is something left to do in a run; one that cannot be told counts as such, so that it is looked at. */
const isUnfinished =
  ({ store }: Reading) =>
  async (entry: RunEntry): Promise<boolean> => {
    const loaded = await pipe(
      store.open(entry),
      TE.chainW((run) => loadState(run.log, run.snapshots, snapshotKey(FOLD_DIGEST))),
    )();
    if (E.isLeft(loaded)) return true;
    const { value, scan } = loaded.right;
    return scan.tail.kind === 'damaged' || (value.stop?.reason !== 'passed' && !value.ended?.done);
  };
