import type { ObjectId, Seq, StepPath } from '../events/ids.js';
import { checkpointsBehind, type Recorded } from './recordedFiles.js';

/** What was recorded of the files of a run at a moment, as it is listed. */
export interface ListedCheckpoint {
  readonly seq: Seq;
  /** The cut at which a fork goes on from it. */
  readonly cut: Seq;
  readonly at: string;
  /** `checkpoint`, `placeholder`, `merge`, or `work` for what was kept at a stop, or before a run went on with drift. */
  readonly kind: string;
  /** Of a placeholder, why the step failed; of work, why the run stopped, or `drift`. */
  readonly why?: string;
  readonly step: StepPath | undefined;
  /** The unit of a parallel step whose worktree it is of; empty for that of the run. */
  readonly unit: string;
  /** How many files had changed since the one before. */
  readonly files: number;
  readonly commit: ObjectId;
  /** The run goes on from it, or from what came of it. */
  readonly current: boolean;
}

/** The checkpoints of a run, in the order of its log. */
export const checkpointsIn = ({ run, checkpoints }: Recorded): readonly ListedCheckpoint[] => {
  const worktrees = [...run.worktrees.values()];
  const behind = checkpointsBehind(
    checkpoints,
    worktrees.map(({ head }) => head),
  );
  const current = new Set(behind.map(({ commit }) => commit));
  const kept = new Set(worktrees.map(({ recorded }) => recorded.seq));
  return checkpoints.map(({ seq, cut, at, kind, why, path, unit, files, commit }) => ({
    seq,
    cut,
    at,
    kind,
    ...(why === undefined ? {} : { why }),
    step: path,
    unit,
    files: files.count,
    commit,
    current: kind === 'work' ? kept.has(seq) : current.has(commit),
  }));
};
