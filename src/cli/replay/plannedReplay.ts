import { existsSync } from 'node:fs';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ReplayOrder } from '../../engine/command.js';
import { budgetOf, planReplay, type ReadAgain, type Surroundings } from '../../engine/recover.js';
import { leftByReplay } from '../../engine/redo.js';
import type { LimitSetting } from '../../events/limits.js';
import { budgetLines, meantLine, type ReplayPlan, replayLine } from '../../inspector/text/plan.js';
import { changesTo } from '../../projections/limits.js';
import type { RunState } from '../../projections/runState/state.js';
import type { Context } from '../context.js';
import type { DriftWord } from '../drift/askAboutDrift.js';
import type { CliError } from '../failure/failure.js';
import { tellKept } from '../workflow/captured.js';
import { type ReadAgainOptions, readAgain } from '../workflow/readAgain.js';

/** What is to be replayed, and by which workflow. */
export interface ReplayAsked extends ReadAgainOptions {
  /** The step to run again, with everything after it. */
  readonly fromStep: string;
  /** Leave the run as it is, and replay in a fork of it. */
  readonly fork: boolean;
}

/** What comes before a replay of a run that does not rest. */
export const REST_FIRST = 'first, what is under way is ended, and what is not committed is kept';

/** Plans a replay by the workflow as it is now, and keeps nothing of either. */
export const plannedReplay = (
  context: Context,
  state: RunState,
  surroundings: Surroundings,
  options: ReplayAsked,
): TE.TaskEither<CliError, ReplayOrder> =>
  pipe(
    readAgain(context, state, surroundings, options),
    TE.chainEitherKW((read) =>
      planReplay(state, options.fromStep, surroundings, read?.uncaptured, limitsOf(options)),
    ),
  );

/** The changes to what a run is held to; nothing of that is used up in a fork. */
const limitsOf = ({ fork, limits = [] }: ReplayAsked): readonly LimitSetting[] | undefined =>
  fork ? undefined : limits;

/** What the run is held to when it is replayed. */
export const replayBudget = (
  state: RunState,
  surroundings: Surroundings,
  limits: readonly LimitSetting[] = [],
): ReturnType<typeof budgetOf> => budgetOf(state, surroundings, changesTo(state, limits));

/**
 * The units whose files nobody is asked about, as the replay does not go on with them: their worktrees are gone, go back, or
 * are left behind. Who says that nothing is to be done, or only shown, where files differ, says it of those as well.
 */
export const notAskedAbout = (
  state: RunState,
  { missing }: Surroundings,
  plan: ReplayOrder,
  onDrift: DriftWord | undefined,
): readonly string[] =>
  onDrift === 'abort' || onDrift === 'review' ? missing : [...missing, ...leftByReplay(state, plan)];

/**
 * The plan in one line, what was meant by a name that several tasks have, which files are not as they were, and what the
 * run is held to.
 */
export const tellReplay = (
  context: Context,
  { changed }: Surroundings,
  plan: ReplayPlan,
  budget: ReturnType<typeof replayBudget>,
): void => {
  const meant = meantLine(plan);
  if (meant !== undefined) context.tell(meant);
  tellChanged(context, changed, plan.workflow);
  context.tell(replayLine(plan));
  for (const line of budgetLines(budget)) context.tell(line);
};

/** Says which files have changed, and whether the replay goes by what they say now. */
const tellChanged = (
  context: Context,
  changed: readonly string[],
  workflow: ReadAgain['workflow'] | undefined,
): void => {
  const read = new Set(workflow?.files?.map((file) => file.path));
  const isRead = (file: string): boolean => read.has(file) && existsSync(file);
  for (const file of changed.filter(isRead))
    context.tell(`note: ${file} has changed since; the replay goes by what it says now`);
  tellKept(
    context,
    changed.filter((file) => !isRead(file)),
  );
};
