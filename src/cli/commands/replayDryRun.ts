import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isAtRest } from '../../engine/recover.js';
import { asJson, type Outcome } from '../command.js';
import { comparingOf } from '../compose/git.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { filesDocument, lookAtFiles } from '../drift/lookAtFiles.js';
import { reviewSeen, type SettleOptions } from '../drift/settleFiles.js';
import { tellVerdicts } from '../drift/tellVerdicts.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import type { FoundRun } from '../find/findRun.js';
import { asFork, forkWords } from '../fork/forkSource.js';
import { lookForFork, lookForWork } from '../life/lookForWork.js';
import type { WorkOptions } from '../life/openForWork.js';
import {
  notAskedAbout,
  plannedReplay,
  REST_FIRST,
  type ReplayAsked,
  replayBudget,
  tellReplay,
} from '../replay/plannedReplay.js';
import { refuseTargets } from '../replay/refuseTargets.js';
import { takenBack, tellTakenBack } from '../replay/takenBack.js';

/** `refold replay --dry-run`: the plan of a replay, or the review of its files, and nothing else; the run is not even held. */
export const replayDryRun = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: ReplayAsked & WorkOptions & SettleOptions,
): Outcome => {
  const isReview = options.onDrift === 'review';
  return pipe(
    options.fork ? lookForFork(context, reading, found) : lookForWork(context, reading, found, options),
    TE.bindTo('looked'),
    TE.bindW('plan', ({ looked: { state, surroundings } }) =>
      plannedReplay(context, state, surroundings, options),
    ),
    TE.chainFirstW(({ looked, plan }) => refuseTargets(context, looked, plan)),
    TE.bindW('files', ({ looked: { record, state, surroundings, source }, plan }) => {
      // A fork begins with worktrees of its own, as they are recorded.
      if (source) return isReview ? TE.left<CliError>({ _tag: 'NothingToReview' }) : TE.right([]);
      const missing = notAskedAbout(state, surroundings, plan, options.onDrift);
      if (isReview) return reviewSeen(context, { state, record, missing, isReplayed: true }, options);
      return lookAtFiles(comparingOf(context, state.run ?? {}), record, state, missing, options);
    }),
    TE.bindW('back', ({ looked, plan }) =>
      looked.source ? TE.right([]) : takenBack(context, looked, plan, options),
    ),
    TE.map(({ looked: { state, surroundings, source }, plan, files, back }) => {
      const { run } = found.entry;
      const fork = source && { parent: run, cut: source.position.seq };
      const budget = replayBudget(source ? asFork(source) : state, surroundings, options.limits);
      if (context.json)
        context.print(
          asJson({
            run,
            ...(fork ? { fork } : { files: filesDocument(files) }),
            ...(back.length === 0 ? {} : { takenBack: filesDocument(back) }),
            plan: { ...plan, ...budget },
          }),
        );
      else {
        const onOutput = { ...context, tell: context.print };
        if (source) context.print(forkWords(source));
        else if (!isAtRest(state)) context.print(REST_FIRST);
        tellReplay(onOutput, surroundings, plan, budget);
        tellTakenBack(onOutput, back);
        tellVerdicts(onOutput, files);
      }
      return EXIT.done;
    }),
  );
};
