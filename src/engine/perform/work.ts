import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Content } from '../../events/content.js';
import type { StepPath } from '../../events/ids.js';
import type { Failure } from '../../ports/failure.js';
import type { Output } from '../../ports/output.js';
import type { RunState } from '../../projections/runState/state.js';
import { directoryOf, worktreeOf } from '../../projections/worktrees.js';
import type { Command } from '../command.js';
import { ANSWER_FILES, ANSWER_FOLDERS } from '../prompt.js';
import type { World } from '../world.js';
import { keepFiles, keepOutput, textOf } from './keep.js';

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
  const file = ANSWER_FILES[state.index.steps.get(path)?.node.type ?? ''];
  const paths = file === undefined ? [] : ANSWER_FOLDERS.map((folder) => `${folder}/${file}`);
  return pipe(
    TE.Do,
    TE.bind('found', () => world.workspace.inspect(worktree, branch, head)),
    TE.bind('files', ({ found }) => keepFiles(world, found.files)),
    TE.bind('patch', ({ found }) => world.workspace.diff(worktree, step.base.tree, found.tree)),
    TE.bind('diff', ({ patch }) => keepOutput(world, patch)),
    TE.bind('answer', () => world.workspace.readFirst(directoryOf(state, path), paths)),
    TE.bind('kept', ({ answer }) => keptOf(world, answer)),
    TE.map(
      ({ found, files, diff, kept }): Command => ({
        type: 'ReportWork',
        path,
        head,
        found: { ...found, files },
        changed: found.files.map((one) => one.path),
        diff,
        ...kept,
      }),
    ),
  );
};

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
