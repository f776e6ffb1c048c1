import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../ports/failure.js';
import type { Head } from '../../ports/workspace.js';
import type { OpenIntentOf, RunState } from '../../projections/runState/state.js';
import type { Command } from '../command.js';
import type { Effect } from '../effect.js';
import { runBranch } from '../refs.js';
import type { World } from '../world.js';
import { keepFiles } from './keep.js';

type Facts = NonNullable<RunState['run']>;
type Done = TE.TaskEither<Failure, Command>;

/** Looks what lies in the worktree, compared with the head that refold knows. */
export const inspect = (
  world: World,
  run: Facts,
  head: Head,
  { purpose, path }: Extract<Effect, { kind: 'inspect' }>,
): Done =>
  pipe(
    world.workspace.inspect(run.worktree, runBranch(run.run), head),
    TE.chain(({ files, ...found }) =>
      pipe(
        keepFiles(world, files),
        TE.map(
          (kept): Command => ({
            type: 'ReportInspection',
            purpose,
            ...(path === undefined ? {} : { path }),
            head,
            found: { ...found, files: kept },
          }),
        ),
      ),
    ),
  );

/** Makes the worktree of the run. */
export const ensureWorktree = (world: World, _: Facts, { event }: OpenIntentOf<'WorktreeIntended'>): Done =>
  pipe(
    world.workspace.ensure(event.data),
    TE.map(() => ({ type: 'ReportWorktree', intent: event.seq })),
  );

/** Puts HEAD and the branch back where refold left them. */
export const reattach = (world: World, run: Facts, { event }: OpenIntentOf<'ReattachIntended'>): Done => {
  const { branch, to, keeps, head, tip } = event.data;
  const found = [head, tip].filter((commit) => commit !== undefined);
  return pipe(
    world.workspace.reattach({ worktree: run.worktree, branch, to, keeps, found }),
    TE.map(() => ({ type: 'ReportReattached', intent: event.seq })),
  );
};

/** Makes a commit; the trailers name this very intent, so that git anchors the log. */
export const commit = (world: World, run: Facts, intent: OpenIntentOf<'CommitIntended'>): Done =>
  commitFor(world, run, intent, false);

/** Finishes a commit of an earlier life, whose worktree may have been lost since. */
export const settleCommit = (world: World, run: Facts, intent: OpenIntentOf<'CommitIntended'>): Done =>
  commitFor(world, run, intent, true);

const commitFor = (
  world: World,
  run: Facts,
  { event }: OpenIntentOf<'CommitIntended'>,
  restores: boolean,
): Done => {
  const { ref, parent, tree, ident, message, replaces, keeps, path, kind } = event.data;
  const trailers = [
    `Refold-Run: ${run.run}`,
    ...(path === undefined ? [] : [`Refold-Step: ${path}`]),
    `Refold-Event: ${event.seq}:${event.hash}`,
  ];
  return pipe(
    world.workspace.commit({
      ref,
      parent,
      tree,
      ident,
      message: `${message}\n\n${trailers.join('\n')}\n`,
      at: event.at,
      replaces,
      keeps,
      worktree: run.worktree,
      onBranch: kind !== 'work',
      restores: restores && kind !== 'work',
    }),
    TE.map((made) => ({ type: 'ReportCommit', intent: event.seq, commit: made })),
  );
};

/** Takes branch and worktree back, keeping everything that was there. */
export const reset = (world: World, run: Facts, { event }: OpenIntentOf<'ResetIntended'>): Done => {
  const { branch, to, tree, keeps, ident, why } = event.data;
  const message = `before a reset (${why})\n\nRefold-Run: ${run.run}\nRefold-Event: ${event.seq}:${event.hash}\n`;
  return pipe(
    world.workspace.reset({
      worktree: run.worktree,
      branch,
      to: { commit: to, tree },
      keeps,
      ident,
      message,
      at: event.at,
    }),
    TE.map((kept) => ({ type: 'ReportReset', intent: event.seq, kept })),
  );
};

/** Takes a placeholder back, so that its work is uncommitted again. */
export const unwind = (world: World, run: Facts, { event }: OpenIntentOf<'UnwindIntended'>): Done => {
  const { branch, placeholder, to, tree, keeps } = event.data;
  return pipe(
    world.workspace.unwind({
      worktree: run.worktree,
      branch,
      placeholder,
      to: { commit: to, tree },
      keeps,
    }),
    TE.map(
      (end): Command =>
        end.unwound
          ? { type: 'ReportUnwound', intent: event.seq }
          : { type: 'ReportNotUnwound', intent: event.seq, tip: end.tip },
    ),
  );
};
