import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Position, Stored } from '../../events/stored.js';
import { harmless } from '../../inspector/text/paint.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { growing } from '../../projections/growing.js';
import { apply } from '../../projections/projection.js';
import type { RunAccumulator } from '../../projections/runState/state.js';
import { runState } from '../../projections/runState.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { checkTmux, openTmux } from '../detach/tmux.js';
import { EXIT, exitOfStop } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { type FoundRun, findOwnRun, tellFound } from '../find/findRun.js';
import { runsHere } from '../find/lookAtRuns.js';
import { isOutside } from '../find/namedRuns.js';
import { warnOfTail } from '../find/openRun.js';
import { startOf } from '../find/stateOf.js';
import { bytesOf } from '../limits/bytesOf.js';
import { exitOfRun, tellEnd } from '../progress/ended.js';
import { followToEnd } from '../progress/follow.js';
import { followRun } from '../progress/progress.js';
import { SIGNALS } from '../signals.js';

/** How much of what a life has told already is told again. */
const LINES = 100;

/** `refold attach`: follows a run that is at work, as its own process shows it, and ends as it ends. */
export const attach = (
  context: Context,
  wanted: string | undefined,
  { tmux }: { readonly tmux: boolean },
): Outcome => {
  const reading = composeReading(context);
  return pipe(
    wanted === undefined ? findAtWork(reading) : findOwnRun(reading, 'look', wanted),
    TE.chainW((found) => {
      tellFound(context, found);
      return tmux ? attachInTmux(context, found) : follow(context, reading, found);
    }),
  );
};

const follow = (context: Context, { store }: Reading, { entry }: FoundRun): Outcome =>
  pipe(
    store.open(entry),
    TE.chainW((run) =>
      pipe(
        startOf(run),
        TE.chainW(({ state, from }) => followLive(context, run, state, from)),
      ),
    ),
  );

/** A run is followed by its log wherever it is at work, so any can be shown there. */
const attachInTmux = (context: Context, { entry }: FoundRun): Outcome =>
  pipe(
    TE.fromEither(checkTmux(context)),
    TE.chainTaskK(() => async () => {
      const session = await openTmux(
        context,
        { ...entry, number: entry.number ?? 0 },
        { attach: !context.json },
      );
      if (session === undefined) return EXIT.failed;
      const { run, number } = entry;
      context.print(context.json ? asJson({ run, number, tmux: session }) : `tmux attach -t ${session}`);
      return EXIT.done;
    }),
  );

/** The newest run of this repository that somebody is at work in. */
const findAtWork = (reading: Reading): TE.TaskEither<CliError, FoundRun> =>
  pipe(
    runsHere(reading),
    TE.chainW((entries) => async (): Promise<E.Either<CliError, FoundRun>> => {
      for (const entry of entries) {
        const run = await reading.store.open(entry)();
        const lease = E.isRight(run) ? await run.right.lease()() : run;
        const isHeld = E.isRight(lease) && lease.right.held;
        // Who makes a checkpoint holds its run for a moment.
        if (isHeld && !(await isOutside(reading.store, entry))) return E.right({ entry, named: false });
      }
      const where = reading.here === undefined ? 'anywhere' : 'of this repository';
      return E.left({ _tag: 'NoRuns', what: `no run ${where} is at work` });
    }),
  );

const followLive = (
  context: Context,
  run: ReadableRun,
  state: RunAccumulator,
  from: Position | undefined,
): Outcome => {
  const { visit, looked, end } = createTeller(context, run, state);
  const leaving = leaveOnSignal();
  return pipe(
    followToEnd(run, growing(run.log, visit, from), { looked, left: leaving.signal }),
    TE.chainTaskK((scan) => async () => {
      end();
      leaving.end();
      const signal = leaving.by();
      if (signal !== undefined) {
        const number = state.run?.number ?? run.ref.run;
        context.tell(`the run goes on; ${context.fromHere(`\`refold attach ${number}\` follows it again`)}`);
        return exitOfStop('interrupted', signal);
      }
      tellEnd(context, state, await bytesOf(state, run));
      if (scan.tail.kind === 'damaged') return warnOfTail(context, run, scan.tail);
      // Without a stop, its process was killed, or has not begun yet.
      return state.stop || state.ended ? exitOfRun(state) : EXIT.stopped;
    }),
  );
};

/** Tells of a run as it goes on; of what was there before the first look, the end of its last life. */
const createTeller = (context: Context, run: ReadableRun, state: RunAccumulator) => {
  const early: string[] = [];
  let isEarly = true;
  const tell = (text: string): void => (isEarly ? void early.push(text) : context.tell(text));
  const follower = followRun({ ...context, tell }, state);
  return {
    visit: (stored: Stored): void => {
      apply(runState, state, stored);
      // What came of earlier lives is told by `show`.
      if (isEarly && stored.event.type === 'LifeBegan') early.length = 0;
      follower.observe(stored);
    },
    looked: async (): Promise<void> => {
      if (!isEarly) return;
      isEarly = false;
      context.tell(
        `run #${state.run?.number ?? '?'} ${run.ref.run}  ${harmless(state.run?.workflow.tree.name ?? '')}`,
      );
      for (const line of early.slice(-LINES)) context.tell(line);
    },
    end: follower.end,
  };
};

/** Leaves a run to itself when a person has seen enough. */
const leaveOnSignal = () => {
  const controller = new AbortController();
  let by: NodeJS.Signals | undefined;
  const leave = (signal: NodeJS.Signals): void => {
    by = signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  return {
    signal: controller.signal,
    by: () => by,
    end: () => {
      for (const signal of SIGNALS) process.off(signal, leave);
    },
  };
};
