import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { onlyWaits } from '../../engine/onlyWaits.js';
import { together } from '../../projections/integrity.js';
import { startAnewIfSure } from '../begin/startAnew.js';
import type { Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { WorktreeFiles } from '../drift/lookAtFiles.js';
import { refuseAbsent } from '../drift/refuseAbsent.js';
import {
  type Agreed,
  changedIn,
  type Elsewhere,
  type Settled,
  type SettleOptions,
  settleFiles,
} from '../drift/settleFiles.js';
import { tellVerdicts } from '../drift/tellVerdicts.js';
import type { CliError } from '../failure/failure.js';
import type { FoundRun } from '../find/findRun.js';
import { conclude, damageOf, drive } from '../life/drive.js';
import { lifeFacts } from '../life/lifeFacts.js';
import { type ForWork, giveBack, nothingToDo, openForWork, type WorkOptions } from '../life/openForWork.js';
import { replayOpened } from '../replay/replayOpened.js';
import { captureTasks, type TakenTasks } from '../workflow/takeTasks.js';
import { type Answer, answerPause, refuseUnasked } from './answerPause.js';
import { type Plan, type PlanOptions, planOf, tellPlan } from './resumePlan.js';

export interface GoOnOptions extends WorkOptions, PlanOptions, SettleOptions {
  /** What a person says to a step that waits for one. */
  readonly answer?: Answer;
}

/** A run that is held, to be gone on with. */
interface Going {
  readonly context: Context;
  readonly reading: Reading;
  readonly found: FoundRun;
  readonly work: ForWork;
  readonly options: GoOnOptions;
}

/** Goes on with a run that was found: plans, has its files looked at, says what the plan is, and lets the engine work. */
export const goOn = (
  context: Context,
  reading: Reading,
  found: FoundRun,
  options: GoOnOptions = {},
): Outcome =>
  pipe(
    openForWork(context, reading, found, options),
    TE.chainW((work) => {
      const going: Going = { context, reading, found, work, options };
      return pipe(
        ready(going),
        TE.chainW(({ settled, ...planned }) =>
          settled.way === 'on' ? handOff(going, planned, settled) : elsewhere(going, settled),
        ),
      );
    }),
  );

interface Planned {
  readonly plan: Plan;
  readonly taken: readonly TakenTasks[];
}

/** What is to be done, once somebody has said what becomes of files that are not as they were recorded. */
const ready = (going: Going): TE.TaskEither<CliError, Planned & { readonly settled: Settled }> => {
  const { context, work, options } = going;
  const { opened, surroundings } = work;
  return pipe(
    planOf(context, opened.state, surroundings, options),
    TE.chainFirstW(() => TE.fromEither(refuseUnasked(opened.state, options.answer))),
    TE.chainFirstW(() =>
      refuseAbsent(context, { state: opened.state, record: work.record, missing: surroundings.missing }),
    ),
    TE.bindW('settled', () => settle(going)),
    TE.bindW('kept', ({ taken }) => captureTasks(opened.run.payloads, taken)),
    TE.map(({ plan, kept, settled }) => ({ plan, taken: kept, settled })),
    TE.orElseW((refusal) =>
      refusal._tag === 'NothingToDo' ? nothingToDo(opened) : giveBack(opened.run, refusal),
    ),
  );
};

const settle = (
  { context, work: { opened, record, surroundings }, options }: Going,
  agreed?: Agreed,
): TE.TaskEither<CliError, Settled> => {
  const { missing } = surroundings;
  return settleFiles(context, { opened, record, missing }, options, agreed);
};

/** Says what the plan is, asks who waits to be asked, and lets the engine work on the files that were agreed on. */
const handOff = (going: Going, planned: Planned, settled: Agreed): TE.TaskEither<CliError, number> => {
  const { context, work, options } = going;
  const { opened } = work;
  const plan = { ...planned.plan, ...driftIn(settled.files) };
  tellPlan(context, plan, planned.taken);
  tellFiles(context, settled.files);
  const life = lifeFacts(opened);
  const tasks = planned.taken.map(({ taken }) => taken);
  return pipe(
    TE.fromTask(answerPause(context, opened.state, options.answer)),
    TE.bindTo('answers'),
    // While a person thought about an answer, files may have changed.
    TE.bindW('now', ({ answers }) =>
      answers.length > 0 && options.answer === undefined
        ? settle(going, settled)
        : TE.right<CliError, Settled>(settled),
    ),
    TE.orElseW((refusal) => giveBack(opened.run, refusal)),
    TE.chainW(({ answers, now }) => {
      if (now.way !== 'on') return elsewhere(going, now);
      const { drift } = now;
      if (answers.length + drift.length === 0 && waitsOn(going, planned)) return standStill(going);
      const first = {
        type: 'ResumeRun',
        plan,
        life,
        limits: options.limits ?? [],
        tasks,
        drift,
        changed: changedIn(now.files),
      } as const;
      return drive(context, opened, first, ...answers);
    }),
  );
};

/** Whether the run would only stop again as it has: nobody has answered, and nothing is as it was not. */
const waitsOn = ({ work: { opened, surroundings }, options }: Going, { taken }: Planned): boolean =>
  onlyWaits(opened.state) &&
  surroundings.missing.length + taken.length + (options.limits ?? []).length === 0 &&
  lifeFacts(opened).torn.length === 0 &&
  opened.moved === undefined;

/** Says where the run stands and what answers it; nothing is written. */
const standStill = ({ context, work: { opened } }: Going): TE.TaskEither<CliError, number> =>
  pipe(
    TE.fromTask(damageOf(opened.unchecked)),
    TE.chainW((damage) => conclude(context, opened, { state: opened.state, damage })),
  );

/** The run goes on in another way than it was about to: from a step that is done again, or as a new one. */
const elsewhere = (
  { context, reading, found, work, options }: Going,
  settled: Elsewhere,
): TE.TaskEither<CliError, number> => {
  if (settled.way === 'redo') {
    const { from, drift, files } = settled;
    const asked = { fromStep: from, fork: false, captured: true, said: { files, drift } };
    return replayOpened(context, work, { ...options, ...asked });
  }
  return pipe(
    work.opened.run.release(),
    TE.chainW(() => startAnewIfSure(context, reading, found, { ...options, drift: settled.drift })),
  );
};

/** What the log says of the files that were checked. */
const driftIn = (files: readonly WorktreeFiles[]): Pick<Plan, 'drift'> =>
  files.length === 0 ? {} : { drift: together(files.map(({ integrity }) => integrity)) };

/** Says that files are as they were recorded, or were changed by what was cut off; what was asked about has been shown. */
const tellFiles = (context: Context, files: readonly WorktreeFiles[]): void => {
  if (files.every(({ integrity }) => integrity.findings.length === 0)) tellVerdicts(context, files);
};
