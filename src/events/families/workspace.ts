import * as t from 'io-ts';
import { branchName } from '../branch.js';
import { event } from '../define.js';
import { ChangedFiles } from '../files.js';
import { Ident } from '../ident.js';
import { Count, ObjectId, Ordinal, Seq, StepPath } from '../ids.js';
import { openSet } from '../openSet.js';
import { Unfinished, unfinishedWords } from '../operation.js';
import { record } from '../record.js';

/** A branch by its name alone; any other ref in full. */

const short = (id: string): string => id.slice(0, 7);

/** Which worktree is meant: that of a unit of a parallel step; the run's own without it. */
const ofUnit = { unit: StepPath };

/** What lay in the place of a worktree and was none is not deleted: where it was moved to. */
const wayIn = { aside: t.string };

/** What git was in the middle of, which this ends. */
const ending = { unfinished: Unfinished };

const endedIn = ({ unfinished }: { readonly unfinished?: Unfinished }): string =>
  unfinished === undefined ? '' : `; ${unfinishedWords(unfinished)}`;

const asideIn = ({ aside }: { readonly aside?: string }): string =>
  aside === undefined ? '' : `, what lay there moved to ${aside}`;

export const WorktreeIntended = event({
  v: 1,
  settledBy: 'finish',
  about:
    'The worktree of the run, or of a unit of a parallel step, is about to be made, or made again where it was; `tree` is what the commit holds.',
  data: record({ worktree: t.string, branch: t.string, commit: ObjectId }, { ...ofUnit, tree: ObjectId }),
  say: (d) => `worktree of ${branchName(d.branch)} at ${short(d.commit)}`,
});

export const WorktreeCreated = event({
  v: 1,
  outcome: true,
  about: 'The worktree stands, on its branch.',
  data: record({ intent: Seq }, wayIn),
  say: (d) => `worktree created${asideIn(d)}`,
});

export const WorktreeRecreated = event({
  v: 1,
  outcome: true,
  about: 'The worktree or its branch was gone and stands again at the same path.',
  data: record({ intent: Seq }, wayIn),
  say: (d) => `worktree recreated${asideIn(d)}`,
});

export const RemovalIntended = event({
  v: 1,
  settledBy: 'finish',
  about: 'The worktree of a unit whose parallel step is done is about to be removed; its branch stays.',
  data: record({ unit: StepPath, worktree: t.string, branch: t.string, commit: ObjectId, tree: ObjectId }),
  say: (d) => `removing the worktree of ${branchName(d.branch)}`,
});

export const WorktreeRemoved = event({
  v: 1,
  outcome: true,
  about:
    'The worktree of a unit is removed; or it is `left`, because it holds something that is in no commit.',
  data: record({ intent: Seq }, { left: t.string }),
  say: (d) => (d.left === undefined ? 'worktree removed' : `worktree left: ${d.left}`),
});

export const ReattachIntended = event({
  v: 1,
  settledBy: 'finish',
  about:
    'HEAD or the branch of the run was found elsewhere than refold left it; what is there is about to be kept under a ref, and both put back.',
  data: record(
    { branch: t.string, to: ObjectId, keeps: t.string },
    { ...ofUnit, ...ending, path: StepPath, head: ObjectId, tip: ObjectId, on: t.string },
  ),
  say: (d) =>
    `HEAD found ${d.on ? `on ${d.on}` : 'detached'}${d.head ? ` at ${short(d.head)}` : ''}${endedIn(d)}`,
});

export const HeadReattached = event({
  v: 1,
  outcome: true,
  about: 'HEAD is on the branch of the run again; no file was touched.',
  data: record({ intent: Seq }),
  say: () => 'HEAD re-attached',
});

export const CommitIntended = event({
  v: 1,
  settledBy: 'finish',
  about:
    'A commit is about to be made; it is a pure function of this event, so its id can be computed again.',
  data: record(
    {
      kind: openSet('checkpoint', 'placeholder', 'work', 'merge'),
      ref: t.string,
      parent: ObjectId,
      tree: ObjectId,
      ident: Ident,
      message: t.string,
      files: ChangedFiles,
    },
    {
      ...ofUnit,
      ...ending,
      path: StepPath,
      replaces: ObjectId,
      keeps: t.string,
      reason: t.string,
      /** The second parent of a merge. */
      merges: ObjectId,
    },
  ),
  say: (d) => `${d.kind} on ${branchName(d.ref)}, after ${short(d.parent)}${endedIn(d)}`,
});

export const CheckpointCommitted = event({
  v: 1,
  outcome: true,
  about: 'The work of a step is committed on its branch.',
  data: record({ intent: Seq, path: StepPath, commit: ObjectId, tree: ObjectId }),
  say: (d) => `checkpoint ${short(d.commit)}`,
});

export const PlaceholderCommitted = event({
  v: 1,
  outcome: true,
  about: 'The partial work of a step that failed is parked in one commit on its base.',
  data: record({
    intent: Seq,
    path: StepPath,
    commit: ObjectId,
    tree: ObjectId,
    parent: ObjectId,
    base: ObjectId,
    reason: t.string,
  }),
  say: (d) => `placeholder ${short(d.commit)}`,
});

export const MergeCommitted = event({
  v: 1,
  outcome: true,
  about: 'What a unit of a parallel step did is in a merge commit on the branch where that step began.',
  data: record({ intent: Seq, path: StepPath, commit: ObjectId, tree: ObjectId }),
  say: (d) => `merge ${short(d.commit)}`,
});

export const UnitMerged = event({
  v: 1,
  about:
    'A unit of a parallel step is part of the run: `onto` is where the branch stood before, with its tree. The branch of the unit stays.',
  data: record({ path: StepPath, onto: ObjectId, tree: ObjectId, commit: ObjectId }),
  say: (d) => (d.commit === d.onto ? 'nothing to merge' : `merged onto ${short(d.onto)}`),
});

export const UnitConflicted = event({
  v: 1,
  about:
    'A unit changed files that one merged before it changed too, so it is not merged; the first of the files stand in the list.',
  data: record({ path: StepPath, with: StepPath, files: t.readonlyArray(t.string), count: Count }),
  say: (d) => `${d.path} and ${d.with} both changed ${d.files.join(', ')}`,
});

export const WorkKept = event({
  v: 1,
  outcome: true,
  about: 'The work in progress is kept under a side ref; nothing moved.',
  data: record({ intent: Seq, ref: t.string, commit: ObjectId, tree: ObjectId }),
  say: (d) => `work in progress kept under ${d.ref}`,
});

export const UnwindIntended = event({
  v: 1,
  settledBy: 'finish',
  about: 'A placeholder is about to be taken back, so that its work is uncommitted again.',
  data: record(
    {
      path: StepPath,
      branch: t.string,
      placeholder: ObjectId,
      to: ObjectId,
      tree: ObjectId,
      keeps: t.string,
    },
    ofUnit,
  ),
  say: (d) => `unwinding placeholder ${short(d.placeholder)}`,
});

export const PlaceholderUnwound = event({
  v: 1,
  outcome: true,
  about: 'The branch stands before the placeholder; its work lies uncommitted in the worktree.',
  data: record({ intent: Seq, path: StepPath, placeholder: ObjectId, to: ObjectId, tree: ObjectId }),
  say: (d) => `placeholder ${short(d.placeholder)} unwound`,
});

export const PlaceholderKept = event({
  v: 1,
  outcome: true,
  about: 'Someone committed on top of the placeholder, or moved the branch: it stays where it is.',
  data: record({ intent: Seq, path: StepPath, placeholder: ObjectId, tip: ObjectId, tree: ObjectId }),
  say: (d) => `placeholder stays, the branch went on to ${short(d.tip)}`,
});

export const ResetIntended = event({
  v: 1,
  settledBy: 'finish',
  about: 'Branch and worktree are about to go back; everything there is kept under a ref first.',
  data: record(
    {
      branch: t.string,
      to: ObjectId,
      tree: ObjectId,
      keeps: t.string,
      why: openSet('replay', 'retry', 'undo', 'drift'),
      ident: Ident,
    },
    { ...ofUnit, path: StepPath, attempt: Ordinal },
  ),
  say: (d) => `reset to ${short(d.to)} (${d.why}), keeping ${d.keeps}`,
});

export const WorktreeReset = event({
  v: 1,
  outcome: true,
  about:
    'Branch and worktree are back; what was there can be had from the kept ref, and repositories that lay there from a folder.',
  data: record(
    { intent: Seq, to: ObjectId, tree: ObjectId, kept: record({ ref: t.string, commit: ObjectId }) },
    /** The folder that repositories in the worktree were moved to, and refs that keep what had been ignored. */
    { aside: t.string, also: t.readonlyArray(t.string) },
  ),
  say: (d) =>
    `reset to ${short(d.to)}, kept ${[d.kept.ref, ...(d.also ?? [])].join(' and ')}${d.aside === undefined ? '' : `, repositories moved to ${d.aside}`}`,
});
