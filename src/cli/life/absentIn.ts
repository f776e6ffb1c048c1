import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../ports/failure.js';
import type { Presence, Workspace } from '../../ports/workspace.js';
import type { RunState } from '../../projections/runState/state.js';

/** A worktree of a run that does not stand. */
export interface Absent {
  readonly unit: string;
  readonly presence: Exclude<Presence, 'there'>;
}

/** Which worktrees of a run do not stand, and what is in their places. */
export const absentIn = (
  workspace: Pick<Workspace, 'presence'>,
  { worktrees }: Pick<RunState, 'worktrees'>,
): TE.TaskEither<Failure, readonly Absent[]> =>
  pipe(
    [...worktrees],
    TE.traverseSeqArray(([unit, { path }]) =>
      pipe(
        workspace.presence(path),
        TE.map((presence): readonly Absent[] => (presence === 'there' ? [] : [{ unit, presence }])),
      ),
    ),
    TE.map((absent) => absent.flat()),
  );
