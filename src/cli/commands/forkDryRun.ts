import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { planResume } from '../../engine/recover.js';
import type { DataOf } from '../../events/catalogue.js';
import type { LimitSetting } from '../../events/limits.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { tell } from '../failure/failure.js';
import { warnOfTail } from '../find/openRun.js';
import { asFork, type ForkSource, forkWords } from '../fork/forkSource.js';
import { planOf, tellPlan } from '../resume/resumePlan.js';
import { changedFiles } from '../workflow/captured.js';
import type { TakenTasks } from '../workflow/takeTasks.js';

/** `refold fork --dry-run`: from where a fork would go on, and what it would do then. */
export const forkDryRun = (
  context: Context,
  source: ForkSource,
  { prepare, limits }: { readonly prepare: boolean; readonly limits: readonly LimitSetting[] },
): Outcome => {
  const parent = source.facts.run;
  const fork = { parent, cut: source.position.seq };
  const print = (
    plan: DataOf<'RunResumed'> | undefined,
    words?: string,
    taken: readonly TakenTasks[] = [],
  ): number => {
    if (context.json) context.print(asJson({ run: parent, fork, ...(plan ? { plan } : {}) }));
    else {
      context.print(forkWords(source));
      if (plan) tellPlan({ ...context, tell: context.print }, plan, taken);
      else if (words !== undefined) context.print(words);
    }
    return EXIT.done;
  };
  warnOfTail(context, source.run, source.scan.tail);
  if (prepare) return TE.right(print(undefined));
  const state = asFork(source);
  const missing = [...state.worktrees.keys()];
  const changed = changedFiles(source.facts.workflow.files ?? []);
  const planned = planResume(state, { missing, changed });
  if (E.isLeft(planned)) return TE.right(print(undefined, tell(planned.left).message));
  return pipe(
    planOf(context, state, { missing, changed }, { limits }),
    TE.map(({ plan, taken }) => print(plan, undefined, taken)),
  );
};
