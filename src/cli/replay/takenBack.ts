import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ReplayOrder } from '../../engine/command.js';
import type { Surroundings } from '../../engine/recover.js';
import { leftByReplay } from '../../engine/redo.js';
import { asksFor } from '../../projections/integrity.js';
import type { RunState } from '../../projections/runState/state.js';
import { comparingOf } from '../compose/git.js';
import type { Context } from '../context.js';
import { type FileRecord, type LookOptions, lookAtFiles, type WorktreeFiles } from '../drift/lookAtFiles.js';
import { tellVerdicts } from '../drift/tellVerdicts.js';

/** A run whose worktrees can be looked into. */
interface Looked {
  readonly state: RunState;
  readonly record: FileRecord;
  readonly surroundings: Surroundings;
}

/**
 * The worktrees that a replay takes back or leaves behind, where somebody changed files in them. It asks about none of these,
 * nor is it refused for what cannot be looked at: whatever is there is kept under a ref.
 */
export const takenBack = (
  context: Context,
  { state, record, surroundings }: Looked,
  plan: ReplayOrder,
  options: LookOptions,
): TE.TaskEither<never, readonly WorktreeFiles[]> => {
  const left = leftByReplay(state, plan);
  const staying = [...state.worktrees.keys()].filter((unit) => !left.includes(unit));
  return pipe(
    lookAtFiles(
      comparingOf(context, state.run ?? {}),
      record,
      state,
      [...surroundings.missing, ...staying],
      options,
    ),
    TE.map((files) => files.filter(({ integrity }) => asksFor(integrity))),
    TE.orElse(() => TE.right<never, readonly WorktreeFiles[]>([])),
  );
};

/** Says which files of somebody's go back. */
export const tellTakenBack = (context: Context, files: readonly WorktreeFiles[]): void => {
  if (files.length === 0) return;
  context.tell(
    'note: somebody changed files that go back with the replay; as they are now, they stay under a ref',
  );
  tellVerdicts(context, files);
};
