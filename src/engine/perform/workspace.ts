import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { StepPath } from '../../events/ids.js';
import type { Failure } from '../../ports/failure.js';
import type { Head } from '../../ports/workspace.js';
import type { Facts, OpenIntentOf, RunState } from '../../projections/runState/state.js';
import { childrenOf, mayWrite } from '../../projections/stepIndex.js';
import { type Worktree, worktreeOf } from '../../projections/worktrees.js';
import type { Command, Looked, MergeResult } from '../command.js';
import type { Effect } from '../effect.js';
import { foundRef } from '../refs.js';
import { stopFor } from '../stopFor.js';
import type { World } from '../world.js';
import { keepFiles } from './keep.js';
import { trailers } from './trailers.js';

type Done = TE.TaskEither<Failure, Command>;

/** Looks what lies in the worktree of a step. */
export const inspect = (
  world: World,
  state: RunState,
  { purpose, path }: Extract<Effect, { kind: 'inspect' }>,
): TE.TaskEither<Failure, Command | undefined> => {
  const worktree = worktreeOf(state, path);
  if (!worktree) return TE.right(undefined);
  return pipe(
    lookAt(world, worktree),
    TE.map((looked): Command => ({ type: 'ReportInspection', purpose, path, ...looked })),
  );
};

/** Looks what lies in all the worktrees that a stop leaves behind, one after the other. */
export const salvage = (
  world: World,
  state: RunState,
  { units }: Extract<Effect, { kind: 'salvage' }>,
): Done =>
  pipe(
    units.flatMap((unit) => {
      const worktree = state.worktrees.get(unit);
      return worktree ? [{ unit, worktree }] : [];
    }),
    TE.traverseSeqArray(({ unit, worktree }) =>
      TE.fromTask(
        pipe(
          lookAt(world, worktree),
          TE.map((looked) => ({ unit, ...looked })),
        ),
      ),
    ),
    TE.map((looks): Command => {
      const [failure] = looks.flatMap((look) => (E.isLeft(look) ? [stopFor(look.left)] : []));
      const left = looks.flatMap((look) => (E.isRight(look) ? [look.right] : []));
      return { type: 'ReportSalvage', left, ...(failure ? { failure } : {}) };
    }),
  );

/** What lies in a worktree, compared with the head that refold knows, or with what else is to be compared with. */
export const lookAt = (
  world: World,
  { path, branch, head: known }: Worktree,
  from = known,
): TE.TaskEither<Failure, Looked> => {
  const head = { ...known };
  return pipe(
    world.workspace.inspect(path, branch, { ...from }),
    TE.chain(({ files, ...found }) =>
      pipe(
        keepFiles(world, files),
        TE.map((kept) => ({ head, found: { ...found, files: kept } })),
      ),
    ),
  );
};

/** What the files of a step are compared with: one that may not write answers only for what was not there when it began. */
export const comparedWith = (state: RunState, path: StepPath, { head }: Worktree): Head => {
  const node = state.index.steps.get(path)?.node;
  const start = state.steps.get(path)?.attempt?.start;
  return { ...head, ...(node && start && !mayWrite(node) ? { tree: start.tree } : {}) };
};

/** Looks whether what a unit did fits to what was merged since it began. */
export const merge = (
  world: World,
  state: RunState,
  path: StepPath,
): TE.TaskEither<Failure, Command | undefined> => {
  const { index, steps, worktrees } = state;
  const parent = index.steps.get(path)?.parent ?? '';
  const base = steps.get(path)?.base;
  const theirs = worktrees.get(path);
  const onto = worktreeOf(state, parent);
  if (!base || !theirs || !onto) return TE.right(undefined);
  const others = mergedBeside(state, parent);
  const head = { ...onto.head };
  return pipe(
    world.workspace.merge({
      worktree: onto.path,
      base: base.tree,
      ours: head,
      theirs: { ...theirs.head, branch: theirs.branch },
      others: others.map(({ trees }) => trees),
    }),
    TE.map((found): Command => {
      const result: MergeResult = found.fits
        ? { tree: found.tree, files: { count: found.files, list: [] } }
        : {
            with: others[found.other]?.path ?? parent,
            files: found.paths.slice(0, NAMED_FILES),
            count: found.paths.length,
          };
      return { type: 'ReportMerge', path, onto: head, result };
    }),
  );
};

/** How many files of a conflict are named. */
const NAMED_FILES = 20;

/** The units of a parallel step that are merged already, the latest first, with the trees that they went from and to. */
const mergedBeside = ({ index, steps, worktrees }: RunState, parent: string) =>
  childrenOf(index, parent)
    .flatMap((path) => {
      const step = steps.get(path);
      const now = worktrees.get(path)?.head.tree;
      return step?.merged && now
        ? [{ path, seq: step.merged.seq, trees: { before: step.base.tree, now } }]
        : [];
    })
    .sort((a, b) => b.seq - a.seq);

/** Makes the worktree of the run, or of a unit; what lies in its place gets a name that this intent alone gives. */
export const ensureWorktree = (
  world: World,
  _: Facts,
  { event: { seq, data } }: OpenIntentOf<'WorktreeIntended'>,
): Done =>
  pipe(
    world.workspace.ensure({ ...data, aside: `${data.worktree}.incomplete-${seq}` }),
    TE.map(
      (aside): Command => ({
        type: 'ReportWorktree',
        intent: seq,
        ...(aside === undefined ? {} : { aside }),
      }),
    ),
  );

/** Removes the worktree of a unit, unless it holds something that is in no commit. */
export const remove = (world: World, _: Facts, { event }: OpenIntentOf<'RemovalIntended'>): Done => {
  const { worktree, branch, commit, tree } = event.data;
  return pipe(
    world.workspace.remove({ worktree, branch, head: { commit, tree } }),
    TE.map(
      (left): Command => ({
        type: 'ReportRemoved',
        intent: event.seq,
        ...(left === undefined ? {} : { left }),
      }),
    ),
  );
};

/** Puts HEAD and the branch back where refold left them. */
export const reattach = (
  world: World,
  _: Facts,
  { event, worktree }: OpenIntentOf<'ReattachIntended'>,
): Done => {
  const { branch, to, keeps, head, tip } = event.data;
  const found = [head, tip].filter((commit) => commit !== undefined);
  return pipe(
    world.workspace.reattach({ worktree, branch, to, keeps, found }),
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
  { event, worktree }: OpenIntentOf<'CommitIntended'>,
  restores: boolean,
): Done => {
  const { ref, parent, tree, ident, message, replaces, keeps, path, kind, merges } = event.data;
  return pipe(
    world.workspace.commit({
      ref,
      parent,
      tree,
      ident,
      message: `${message}\n\n${trailers(run, event, path)}`,
      at: event.at,
      replaces,
      keeps,
      worktree,
      merges,
      onBranch: kind !== 'work',
      keepsOthers: foundRef(run.run, event.seq),
      restores: restores && kind !== 'work',
    }),
    TE.map((made) => ({ type: 'ReportCommit', intent: event.seq, commit: made })),
  );
};

/** Takes branch and worktree back, keeping everything that was there. */
export const reset = (world: World, run: Facts, { event, worktree }: OpenIntentOf<'ResetIntended'>): Done => {
  const { branch, to, tree, keeps, ident, why } = event.data;
  const message = `before a reset (${why})\n\n${trailers(run, event)}`;
  return pipe(
    world.workspace.reset({
      worktree,
      branch,
      to: { commit: to, tree },
      keeps,
      ident,
      message,
      at: event.at,
    }),
    TE.map((done) => ({ type: 'ReportReset', intent: event.seq, ...done })),
  );
};

/** Takes a placeholder back, so that its work is uncommitted again. */
export const unwind = (world: World, _: Facts, { event, worktree }: OpenIntentOf<'UnwindIntended'>): Done => {
  const { branch, placeholder, to, tree, keeps } = event.data;
  return pipe(
    world.workspace.unwind({
      worktree,
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
