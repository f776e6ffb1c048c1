import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Command } from '../../engine/command.js';
import { runToStop } from '../../engine/runner.js';
import type { World } from '../../engine/world.js';
import type { ScanEnd } from '../../events/scan.js';
import type { Position, Stored } from '../../events/stored.js';
import { harmless } from '../../inspector/text/paint.js';
import type { Move, ReadableRun, WritableRun } from '../../ports/runStore.js';
import type { RunAccumulator, RunState } from '../../projections/runState/state.js';
import { SNAPSHOT_EVERY, SNAPSHOT_FROM, take } from '../../projections/snapshot.js';
import { ownWorktree } from '../../projections/worktrees.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import { exitOfStop } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { damageAt } from '../failure/wording.js';
import { SNAPSHOT_KEY } from '../find/stateOf.js';
import { bytesOf } from '../limits/bytesOf.js';
import { watchLimits } from '../limits/gauges.js';
import { exitOfRun, tellEnd } from '../progress/ended.js';
import { insideNotes } from '../progress/insideNotes.js';
import { followRun } from '../progress/progress.js';
import { watchQuiet } from '../progress/quiet.js';
import { SIGNALS } from '../signals.js';

/** The beginning of a log that a snapshot stood for, still to be checked. */
export interface Unchecked {
  readonly reader: ReadableRun;
  readonly upTo: Position;
}

/** A run that is open for writing, with its fold and all that it can act on. */
export interface OpenedRun {
  readonly run: WritableRun;
  readonly state: RunAccumulator;
  readonly world: World;
  readonly unchecked?: Unchecked | undefined;
  /** Where the repository has gone, where no event says so before this life. */
  readonly moved?: Move | undefined;
}

/** Lets the engine work from a first command until the run stands still, gives the lease back, and says how it ended. */
export const drive = (
  context: Context,
  opened: OpenedRun,
  ...first: readonly Command[]
): TE.TaskEither<CliError, number> =>
  pipe(
    work(context, opened, first, context.begun),
    TE.chainW((worked) => conclude(context, opened, worked)),
  );

/** What a stretch of work came to. */
export interface Worked {
  readonly state: RunState;
  /** What is wrong with the part of the log that a snapshot stood for. */
  readonly damage: string | undefined;
}

/** Lets the engine work until the run stands still, and keeps the lease; a failure gives it back. */
export const work =
  (
    context: Context,
    opened: OpenedRun,
    first: readonly Command[],
    begun?: Context['begun'],
  ): TE.TaskEither<CliError, Worked> =>
  async () => {
    const { run, state, world } = opened;
    const follower = followRun(context, state);
    const keepSnapshot = snapshotKeeper(run, state, opened.unchecked?.upTo.seq ?? 0);
    const tellBegun = once(() => {
      const number = state.run?.number ?? 0;
      begun?.({ ...run.ref, number, place: run.place });
    });
    const observe = (stored: Stored): void => {
      tellBegun();
      follower.observe(stored);
      keepSnapshot(stored.event.seq, SNAPSHOT_EVERY);
    };
    let damage: Promise<string | undefined> = Promise.resolve(undefined);
    const listen = (ask: Ask): (() => void) => {
      damage = checkBeside(opened.unchecked, ask);
      const endings = [onSignals(follower.tell, ask), watchLimits(state, run, ask)];
      return () => {
        for (const end of endings) end();
      };
    };
    const endQuiet = watchQuiet(state, run.place, context.env, (text) => follower.tell(harmless(text)));
    const gauged = await gaugedFirst(opened, first);
    const end = await runToStop({ world, log: run.log, state, observe, listen }, gauged);
    endQuiet();
    follower.end();
    if (E.isRight(end)) keepSnapshot(end.right.seq, SNAPSHOT_FROM);
    else await run.release()();
    return E.isLeft(end) ? end : E.right({ state: end.right, damage: await damage });
  };

/** Does it the first time that it is called. */
const once = (does: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) does();
    isDone = true;
  };
};

/** A run that takes too much of the disk already does nothing more, so that this is looked at before all else. */
const gaugedFirst = async (
  { run, state }: OpenedRun,
  first: readonly Command[],
): Promise<readonly Command[]> => {
  const asked = first.flatMap((command) => ('limits' in command ? (command.limits ?? []) : []));
  const { bytes } = await bytesOf(state, run, asked);
  return bytes === undefined ? first : [...first, { type: 'ReportGauge', bytes }];
};

/** Gives the lease back, and says how the work ended. */
export const conclude =
  (context: Context, { run }: OpenedRun, { state, damage }: Worked): TE.TaskEither<CliError, number> =>
  async () => {
    for (const note of await passedNotes(context, state)) context.tell(`note: ${note}`);
    const released = await run.release()();
    if (E.isLeft(released)) context.tell(`warning: the lease was not given back: ${released.left.detail}`);
    tellEnd(context, state, await bytesOf(state, run));
    if (damage !== undefined) return E.left({ _tag: 'Damaged', detail: damage });
    return E.right(exitOfRun(state));
  };

/** What who reads that a run has passed would not expect of its branch. */
const passedNotes = async (context: Context, state: RunState): Promise<readonly string[]> => {
  const { run, stop, applied, ended } = state;
  if (!run || stop?.reason !== 'passed' || applied || ended) return [];
  const { path, head } = ownWorktree(state);
  const notes = await insideNotes(comparingOf(context, run), path, run.base.commit, head.commit)();
  return E.isRight(notes) ? [...notes.right.uncommitted, ...notes.right.unpushed] : [];
};

type Ask = (command: Command) => void;

/**
 * Checks the beginning of a log that a snapshot stood for, while the run goes on, and asks it to stop if that is
 * damaged. Answers what is wrong, also when the run was quicker.
 */
const checkBeside = async (unchecked: Unchecked | undefined, ask: Ask): Promise<string | undefined> => {
  const detail = await damageOf(unchecked)();
  if (detail !== undefined) ask({ type: 'RequestStop', reason: 'damaged', detail });
  return detail;
};

/** What is wrong with the beginning of a log that a snapshot stood for. */
export const damageOf = (unchecked: Unchecked | undefined) => async (): Promise<string | undefined> => {
  if (!unchecked) return undefined;
  const { reader, upTo } = unchecked;
  const checked = await reader.log.check(upTo)();
  return E.isLeft(checked) ? checked.left.detail : damageBefore(checked.right, upTo);
};

/** What is wrong with a log before a position, if anything is. */
export const damageBefore = ({ end, tail }: ScanEnd, upTo: Position): string | undefined => {
  if (tail.kind === 'damaged') return `the log is damaged${damageAt(tail)}`;
  return end.hash === upTo.hash ? undefined : `the log ends at seq ${end.seq}, before seq ${upTo.seq}`;
};

/** Saves the fold whenever so many events have come since it was saved last. */
const snapshotKeeper = (run: WritableRun, state: RunAccumulator, last: number) => {
  let saved = last;
  return (seq: number, every: number): void => {
    const position = run.log.end();
    if (seq - saved < every || seq !== position.seq) return;
    saved = seq;
    void run.snapshots.save(take(SNAPSHOT_KEY, state, position))();
  };
};

/** The first signal asks the run to stop in an orderly way, the second one ends it at once. */
const onSignals = (tell: (text: string) => void, ask: Ask): (() => void) => {
  let asked = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(exitOfStop('interrupted', signal));
    asked = true;
    tell(`${signal}: stopping; what is under way is kept (again to end at once)`);
    ask({ type: 'RequestStop', reason: 'interrupted', signal });
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
};
