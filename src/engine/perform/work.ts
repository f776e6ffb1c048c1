import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Content } from '../../events/content.js';
import type { StepPath } from '../../events/ids.js';
import type { Failure } from '../../ports/failure.js';
import type { Output } from '../../ports/output.js';
import type { RunState } from '../../projections/runState/state.js';
import { directoryOf, worktreeOf } from '../../projections/worktrees.js';
import { keepText } from '../capture.js';
import type { Command } from '../command.js';
import { excerptOf, summaryOf } from '../patch.js';
import { ANSWER_FOLDERS, answerFile } from '../prompt.js';
import { signalsAt } from '../review.js';
import type { World } from '../world.js';
import { joinParts, keepFiles, keepOutput, textOf } from './keep.js';
import { comparedWith } from './workspace.js';

/** Looks what an agent left: what lies in the worktree, how it differs from the base of the step, and its answer. */
export const observe = (
  world: World,
  state: RunState,
  path: StepPath,
): TE.TaskEither<Failure, Command | undefined> => {
  const step = state.steps.get(path);
  const at = worktreeOf(state, path);
  if (!step || !at) return TE.right(undefined);
  const { path: worktree, branch } = at;
  const head = { ...at.head };
  const node = state.index.steps.get(path)?.node;
  const file = node && answerFile(node);
  const paths = file === undefined ? [] : ANSWER_FOLDERS.map((folder) => `${folder}/${file}`);
  const isReviewed = node?.review !== undefined;
  const from = comparedWith(state, path, at);
  return pipe(
    TE.Do,
    TE.bind('found', () => world.workspace.inspect(worktree, branch, from)),
    TE.bind('files', ({ found }) => keepFiles(world, found.files)),
    TE.bind('patch', ({ found }) => world.workspace.diff(worktree, step.base.tree, found.tree)),
    TE.bind('diff', ({ patch }) => keepOutput(world, patch)),
    TE.bind('shown', ({ patch }) => (isReviewed ? shownOf(world, patch) : TE.right({}))),
    TE.bind('answer', () => world.workspace.readFirst(directoryOf(state, path), paths)),
    TE.bind('kept', ({ answer }) => keptOf(world, answer)),
    TE.bind('said', () => saidOf(world, state, path)),
    TE.map(
      ({ found, files, diff, shown, kept, said }): Command => ({
        type: 'ReportWork',
        path,
        head,
        found: { ...found, files },
        changed: found.files.map((one) => one.path),
        diff,
        ...shown,
        ...kept,
        ...said,
      }),
    ),
  );
};

/** A patch as an evaluator, and the ledger, have it. */
const shownOf = (
  world: World,
  patch: Output,
): TE.TaskEither<Failure, { readonly excerpt?: Content; readonly summary: string }> =>
  pipe(
    textOf(world, patch),
    TE.chain((text): ReturnType<typeof shownOf> => {
      const summary = summaryOf(text);
      const excerpt = excerptOf(text);
      if (excerpt === undefined) return TE.right({ summary });
      return TE.map((kept: Content) => ({ excerpt: kept, summary }))(
        keepText(world.payloads, world.platform, excerpt),
      );
    }),
  );

/** The answer as a text to be read now, and as an event may carry it. */
const keptOf = (
  world: World,
  answer: Output | undefined,
): TE.TaskEither<Failure, { readonly answer: string | undefined; readonly kept: Content | undefined }> =>
  answer === undefined
    ? TE.right({ answer: undefined, kept: undefined })
    : pipe(
        TE.Do,
        TE.bind('answer', () => textOf(world, answer)),
        TE.bind('kept', () => keepOutput(world, answer)),
      );

/** All that an agent said that may speak by signals: what stands in an event may be no more than the beginning. */
const saidOf = (
  world: World,
  state: RunState,
  path: StepPath,
): TE.TaskEither<Failure, { readonly said?: string }> => {
  const output = state.steps.get(path)?.attempt?.call?.output;
  if (!output || 'text' in output || !signalsAt(state.index, path)) return TE.right({});
  return TE.map((said: string) => ({ said }))(joinParts(world, [output.payload]));
};
