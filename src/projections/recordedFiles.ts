import type { EventOf } from '../events/catalogue.js';
import { endOfBatch } from '../events/envelope.js';
import type { ChangedFile, ChangedFiles } from '../events/files.js';
import type { ObjectId, Seq, StepPath } from '../events/ids.js';
import { type FileState, type RecordedFiles, stateOf } from './integrity.js';
import { apply, type Projection } from './projection.js';
import type { RunAccumulator } from './runState/state.js';
import type { HeadState } from './runState/worktreeState.js';
import { runState } from './runState.js';

/** A commit that the run made, also one that only keeps work in progress, with the files that changed since the one that the branch stood at before. */
export interface Checkpoint {
  readonly seq: Seq;
  /** Where the decision that tells of it ends: a fork from there goes on from this commit. */
  readonly cut: Seq;
  readonly at: string;
  readonly kind: string;
  /** Of a placeholder, why the step failed; of work in progress, why the run stopped, or `drift` if it went on with it. */
  readonly why: string | undefined;
  readonly path: StepPath | undefined;
  readonly unit: string;
  readonly commit: ObjectId;
  readonly tree: ObjectId;
  readonly files: ChangedFiles;
  /** Where the branch stood before, and what was merged to it. */
  readonly after: readonly ObjectId[];
}

/** What was recorded of files, commit by commit. */
export interface Recorded {
  run: RunAccumulator;
  /** In the order of the log; the same commit may be made again. */
  checkpoints: Checkpoint[];
  /** Of each worktree: what was seen there last besides its commits, and the event that says so. */
  seen: Map<string, { seq: Seq; files: ChangedFiles }>;
  /** Commits that are about to be made, with where the branch stood then. */
  open: Map<Seq, { intent: EventOf<'CommitIntended'>; head: ObjectId; why: string | undefined }>;
}

export const recordedFiles: Projection<Recorded> = {
  name: 'recordedFiles',
  empty: () => ({ run: runState.empty(), checkpoints: [], seen: new Map(), open: new Map() }),
  each: (into, stored) => apply(runState, into.run, stored),
  on: {
    CommitIntended: (into, event) => {
      const head = into.run.worktrees.get(event.data.unit ?? '')?.head.commit ?? event.data.parent;
      const { kind, reason } = event.data;
      const why = kind === 'work' ? (into.run.stopping?.reason ?? 'proceed') : reason;
      into.open.set(event.seq, { intent: event, head, why });
    },
    CheckpointCommitted: (into, event) => void committed(into, event),
    PlaceholderCommitted: (into, event) => void committed(into, event),
    MergeCommitted: (into, event) => void committed(into, event),
    WorkKept: (into, event) => {
      const kept = committed(into, event);
      const isRecord = kept && into.run.worktrees.get(kept.unit)?.recorded.seq === event.seq;
      if (isRecord) into.seen.set(kept.unit, { seq: event.seq, files: kept.files });
    },
    WorkObserved: (into, { seq, data }) => {
      const unit = into.run.index.steps.get(data.path)?.unit;
      if (unit !== undefined) into.seen.set(unit, { seq, files: data.files });
    },
  },
};

type Committed = 'CheckpointCommitted' | 'PlaceholderCommitted' | 'MergeCommitted' | 'WorkKept';

const committed = (into: Recorded, event: EventOf<Committed>): Checkpoint | undefined => {
  const { seq, at, data } = event;
  const open = into.open.get(data.intent);
  into.open.delete(data.intent);
  if (!open) return undefined;
  const { kind, path, unit = '', files, merges } = open.intent.data;
  const after = [open.head, ...(merges === undefined ? [] : [merges])];
  const made = {
    seq,
    cut: endOfBatch(event),
    at,
    kind,
    why: open.why,
    path,
    unit,
    commit: data.commit,
    tree: data.tree,
    files,
    after,
  };
  into.checkpoints.push(made);
  return made;
};

/**
 * The lists of changed files that led to what is recorded of a worktree, the latest first: to its files as they were seen
 * last, or to what its branch holds of them.
 */
export const listsBehind = (
  { run, checkpoints, seen }: Recorded,
  unit: string,
  of: 'the files' | 'the branch',
): readonly ChangedFiles[] => {
  const worktree = run.worktrees.get(unit);
  if (!worktree) return [];
  const now = of === 'the files' ? seen.get(unit) : undefined;
  const lists = checkpointsBehind(checkpoints, [worktree.head]).map(({ files }) => files);
  return now && now.seq === worktree.recorded.seq ? [now.files, ...lists] : lists;
};

/** The checkpoints that led to where these branches stand, each once, the latest first. */
export const checkpointsBehind = (
  checkpoints: readonly Checkpoint[],
  heads: readonly HeadState[],
): readonly Checkpoint[] => {
  const byCommit = new Map(checkpoints.map((one) => [one.commit, one]));
  const found = new Set<Checkpoint>();
  const due = heads.map(({ commit }) => commit);
  for (let commit = due.shift(); commit !== undefined; commit = due.shift()) {
    const checkpoint = byCommit.get(commit);
    if (!checkpoint || found.has(checkpoint)) continue;
    found.add(checkpoint);
    due.push(...checkpoint.after);
  }
  return [...found];
};

/** What is recorded of every file that these lists name; the first that names one says what it holds. */
export const recordedIn = (lists: readonly (readonly ChangedFile[])[]): RecordedFiles => {
  const files = new Map<string, FileState>();
  for (const list of lists)
    for (const file of list) if (!files.has(file.path)) files.set(file.path, stateOf(file));
  return files;
};
