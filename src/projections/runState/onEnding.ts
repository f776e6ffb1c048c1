import type { DataOf } from '../../events/catalogue.js';
import type { Handlers } from '../projection.js';
import type { RunAccumulator } from './state.js';

/** What the events mean by which a run is done with: its work is merged, or it is discarded or archived. */
export const onEnding = {
  ApplyIntended: (run, { data, seq, at }) => {
    const { branch, head } = data;
    run.applied = { seq, at, branch, head, commit: undefined, refused: undefined };
    // The life that has finished another one in vain had stopped already.
    run.stop = undefined;
  },
  RunApplied: (run, { data }) => {
    if (run.applied) run.applied.commit = data.commit;
  },
  ApplyRefused: (run, { data }) => {
    if (run.applied) run.applied.refused = data.why;
  },

  DisposalIntended: (run, { data, seq, at }) => {
    const { kind, keeps } = data;
    const after = run.ended?.after ?? (run.stop ?? run.lastStop)?.reason;
    run.ended = { kind, seq, at, after, keeps, done: false, refs: 0, uncommitted: 0, left: undefined };
    run.stop = undefined;
  },
  RunDiscarded: (run, { data }) => end(run, data),
  RunArchived: (run, { data }) => end(run, data),
} satisfies Handlers<RunAccumulator>;

/** Nothing is there any more that could be gone on with: also what was announced and never done is over. */
const end = (run: RunAccumulator, { refs, uncommitted, left }: DataOf<'RunDiscarded'>): void => {
  if (run.ended) run.ended = { ...run.ended, done: true, refs, uncommitted, left };
  for (const worktree of run.worktrees.values()) worktree.state = 'none';
  run.intents.clear();
  run.busy.clear();
  run.stopping = undefined;
};
