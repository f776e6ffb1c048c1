import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ReplayOrder } from '../../engine/command.js';
import { isAtRest, planReplay, planRest } from '../../engine/recover.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import { changedIn, type SettleOptions } from '../drift/settleFiles.js';
import type { CliError } from '../failure/failure.js';
import { conclude, drive, type Worked, work } from '../life/drive.js';
import { lifeFacts } from '../life/lifeFacts.js';
import { type ForWork, giveBack, surroundingsOf, type WorkOptions } from '../life/openForWork.js';
import { refuseLostPayloads } from '../workflow/payloadsKept.js';
import { readAgain } from '../workflow/readAgain.js';
import { plannedReplay, REST_FIRST, type ReplayAsked, replayBudget, tellReplay } from './plannedReplay.js';
import { refuseTargets } from './refuseTargets.js';
import { type Said, settleOthers } from './settleOthers.js';

/** What is to be replayed in a run that is held. */
export interface ReplayWork extends WorkOptions, ReplayAsked, SettleOptions {
  /** What was found of the files, and what somebody said of them. */
  readonly said?: Said;
}

/** What is told where a run has come to rest for a replay that does not come about. */
const NOT_YET = 'what was under way is ended, and no step is replayed yet';

/** Replays a run that is open for it, once nothing is under way in it any more. */
export const replayOpened = (
  context: Context,
  work: ForWork,
  options: ReplayWork,
): TE.TaskEither<CliError, number> =>
  isAtRest(work.opened.state) ? again(context, work, options) : restFirst(context, work, options);

/**
 * Brings the run to rest, then replays it by what its surroundings are then; or says why it could not. A replay that
 * cannot be is refused before anything is ended for it.
 */
const restFirst = (context: Context, work: ForWork, options: ReplayWork): TE.TaskEither<CliError, number> =>
  pipe(
    plannedReplay(context, work.opened.state, work.surroundings, options),
    TE.chainFirstW((plan) => refuseWhatStays(context, work, plan)),
    TE.orElseW((refusal) => giveBack(work.opened.run, refusal)),
    TE.chainW(() => comeToRest(context, work, options)),
    TE.chainW((rest) => {
      const isResting = rest.state.stop?.reason === 'replay' && rest.damage === undefined;
      if (!isResting) return conclude(context, work.opened, rest);
      const opened = { ...work.opened, unchecked: undefined };
      return pipe(
        surroundingsOf(context, { ...opened.world, run: opened.run }, opened.state, options.limits),
        TE.map((surroundings) => ({ ...work, opened, surroundings })),
        TE.bindTo('held'),
        // While the run came to rest, files may have changed.
        TE.bindW('said', ({ held }) => settleAtRest(context, held, options)),
        TE.orElseW((error) => giveBack(opened.run, error)),
        TE.chainW(({ held, said }) => again(context, held, { ...options, said })),
      );
    }),
  );

/** Looks at the files of a run that has come to rest for a replay, and asks about what was not agreed on before. */
const settleAtRest = (context: Context, held: ForWork, options: ReplayWork): TE.TaskEither<CliError, Said> =>
  pipe(
    settleOthers(context, held, options, options.said),
    TE.orElseFirstIOK(() => () => context.tell(NOT_YET)),
  );

/** Ends what is under way and keeps what is not committed: nothing may be half done when steps are cleared. */
const comeToRest = (
  context: Context,
  { opened, surroundings }: ForWork,
  { said }: ReplayWork,
): TE.TaskEither<CliError, Worked> => {
  context.tell(REST_FIRST);
  const life = lifeFacts(opened);
  return work(context, opened, [
    {
      type: 'ComeToRest',
      life,
      changed: changedIn(said?.files ?? []),
      ...planRest(opened.state, surroundings),
    },
  ]);
};

/** Refuses what cannot go back, or would lose something by it, before anything is written. */
const refuseWhatStays = (
  context: Context,
  { opened: { state }, record, surroundings }: ForWork,
  plan: Pick<ReplayOrder, 'resets'>,
): TE.TaskEither<CliError, unknown> =>
  pipe(
    refuseTargets(context, { record, state, surroundings }, plan),
    TE.map(() => plan.resets),
    TE.chainW(
      TE.traverseSeqArray(({ unit, to }): TE.TaskEither<CliError, unknown> => {
        const worktree = state.worktrees.get(unit);
        return worktree?.state !== 'ready' || surroundings.missing.includes(unit)
          ? TE.right(undefined)
          : comparingOf(context, state.run ?? {}).tryReset(worktree.path, to.tree);
      }),
    ),
  );

const again = (context: Context, held: ForWork, options: ReplayWork): TE.TaskEither<CliError, number> => {
  const { opened, record, surroundings } = held;
  const { run } = opened.state;
  const { limits = [], said: { files, drift } = { files: [], drift: [] } } = options;
  return pipe(
    readAgain(context, opened.state, surroundings, options),
    TE.chainW((read) => (read ? read.capture(opened.run.payloads) : TE.right(undefined))),
    TE.chainEitherKW((read) => planReplay(opened.state, options.fromStep, surroundings, read, limits)),
    TE.chainFirstW((plan) => refuseLostPayloads(record, { ...run, ...plan })),
    TE.chainFirstW((plan) => refuseWhatStays(context, held, plan)),
    TE.orElseW((error) => giveBack(opened.run, error)),
    TE.chainW((plan) => {
      tellReplay(context, surroundings, plan, replayBudget(opened.state, surroundings, options.limits));
      const life = lifeFacts(opened);
      const changed = changedIn(files);
      return drive(context, opened, { type: 'ReplayRun', plan, life, limits, drift, changed });
    }),
  );
};
