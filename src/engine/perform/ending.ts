import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../ports/failure.js';
import type { Facts, OpenIntentOf } from '../../projections/runState/state.js';
import type { Command } from '../command.js';
import type { World } from '../world.js';
import { trailers } from './trailers.js';

type Done = TE.TaskEither<Failure, Command>;

/** Merges what the run did into a branch of the user's. */
export const applyRun = (world: World, run: Facts, { event }: OpenIntentOf<'ApplyIntended'>): Done => {
  const { message, without: _, ...spec } = event.data;
  return pipe(
    world.workspace.apply({ ...spec, at: event.at, message: `${message}\n\n${trailers(run, event)}` }),
    TE.map(
      (end): Command =>
        end.applied
          ? { type: 'ReportApplied', intent: event.seq, commit: end.commit, branch: spec.branch }
          : { type: 'ReportNotApplied', intent: event.seq, why: end.why },
    ),
  );
};

/** Keeps everything that the run has in git under refs, and removes its worktrees and branches. */
export const dispose = (world: World, run: Facts, { event }: OpenIntentOf<'DisposalIntended'>): Done => {
  const { kind, ...spec } = event.data;
  const message = `what was not committed when the run was ${kind}\n\n${trailers(run, event)}`;
  return pipe(
    world.workspace.dispose({ ...spec, at: event.at, message }),
    TE.map((disposed): Command => ({ type: 'ReportDisposed', intent: event.seq, ...disposed })),
  );
};
