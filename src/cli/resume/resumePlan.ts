import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { recorded } from '../../engine/environment.js';
import { planResume, type Surroundings } from '../../engine/recover.js';
import { withTasks } from '../../engine/takeTasks.js';
import type { DataOf } from '../../events/catalogue.js';
import type { LimitSetting } from '../../events/limits.js';
import { budgetLines, environmentLines, resumeLine } from '../../inspector/text/plan.js';
import type { RunState } from '../../projections/runState/state.js';
import { differencesNow } from '../compose/environment.js';
import { readSettings } from '../config/config.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { tellKept } from '../workflow/captured.js';
import { notTaken, type TakenTasks, tasksNow, tellTasks } from '../workflow/takeTasks.js';

/** What a plan depends on besides the run. */
export interface PlanOptions {
  /** Go by the tasks as the run holds them. */
  readonly captured?: boolean;
  readonly limits?: readonly LimitSetting[];
}

/** What a resume will do. */
export type Plan = DataOf<'RunResumed'>;

/** What a resume will do, by the tasks as their files have them now. */
export const planOf = (
  context: Context,
  state: RunState,
  surroundings: Surroundings,
  { captured = false, limits }: PlanOptions,
): TE.TaskEither<CliError, { readonly plan: Plan; readonly taken: readonly TakenTasks[] }> =>
  pipe(
    // A run that nothing can be done in is refused before anything is read for it.
    TE.fromEither(planResume(state, surroundings, limits)),
    TE.chainEitherKW(() => (captured ? E.right([]) : tasksNow(state, surroundings))),
    TE.bindTo('taken'),
    TE.bindW('plan', ({ taken }) =>
      TE.fromEither(
        planResume(
          withTasks(state, taken),
          { ...surroundings, changed: notTaken(surroundings, taken) },
          limits,
        ),
      ),
    ),
    TE.chainW(({ taken, plan }) =>
      pipe(
        withEnvironment(context, state, plan),
        TE.map((told) => ({ plan: told, taken })),
      ),
    ),
  );

/** A plan with what is not as it was on this machine when the run was created. */
const withEnvironment = (context: Context, { run }: RunState, plan: Plan): TE.TaskEither<CliError, Plan> =>
  pipe(
    TE.fromEither(readSettings(context)),
    TE.chainW((settings) => TE.fromTask(async () => (run ? differencesNow(context, run, settings) : []))),
    TE.map((differences) => ({ ...plan, ...recorded(differences) })),
  );

/** The plan of a resume in one line, and a warning for everything that is not as it was. */
export const tellPlan = (context: Context, plan: Plan, taken: readonly TakenTasks[]): void => {
  tellTasks(context, taken);
  context.tell(resumeLine(plan));
  for (const line of budgetLines(plan)) context.tell(line);
  for (const line of plan.environment ? environmentLines(plan.environment) : [])
    context.tell(`warning: ${line}`);
  tellKept(context, plan.changed ?? []);
};
