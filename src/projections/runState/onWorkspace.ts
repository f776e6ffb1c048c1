import type { Handlers } from '../projection.js';
import type { IndexedStep } from '../stepIndex.js';
import { heldFrom, leftAt } from './drifted.js';
import { attemptOf } from './onStep.js';
import { EVERYWHERE, restsForReplay } from './recorded.js';
import type { RunAccumulator, StepState } from './state.js';
import {
  committed,
  type HeadState,
  notYetMade,
  type RecordedState,
  recordedAt,
  type WorktreeState,
} from './worktreeState.js';

/** What the events of worktrees, branches and commits mean. */
export const onWorkspace = {
  WorktreeIntended: (run, { data, seq }) => {
    const { unit = '', worktree: path, branch, commit, tree } = data;
    if (run.worktrees.has(unit) || tree === undefined) return;
    run.beginnings.delete(unit);
    run.worktrees.set(unit, notYetMade({ path, branch }, { commit, tree }, seq));
  },
  WorktreeCreated: (run, { data, seq }) => {
    const worktree = worktreeOf(run, data.intent);
    if (!worktree) return;
    worktree.state = 'ready';
    worktree.recorded = madeAt(run, worktree.head, data.intent, seq);
  },
  WorktreeRecreated: (run, { data, seq }) => {
    const worktree = worktreeOf(run, data.intent);
    if (!worktree) return;
    worktree.state = 'ready';
    worktree.isSetUp = false;
    worktree.drift = leftAt(worktree.drift, run.steps, committed(worktree.head));
    worktree.unfinished = undefined;
    worktree.recorded = madeAt(run, worktree.head, data.intent, seq);
    const unit = run.intents.get(data.intent)?.unit;
    for (const step of run.steps.values()) {
      const place = run.index.steps.get(step.path);
      if (place && place.unit === unit && step.state === 'running') forgetWork(step, place, worktree.head);
    }
  },

  RemovalIntended: () => undefined,
  WorktreeRemoved: (run, { data }) => {
    const worktree = worktreeOf(run, data.intent);
    if (!worktree) return;
    worktree.state = data.left === undefined ? 'none' : 'left';
    worktree.isSetUp = false;
  },

  ReattachIntended: (run, { data: { unit = '', unfinished } }) => {
    const worktree = run.worktrees.get(unit);
    if (worktree && unfinished) worktree.unfinished = unfinished.operation;
  },
  HeadReattached: () => undefined,

  CommitIntended: () => undefined,
  CheckpointCommitted: (run, { data, seq }) => {
    const worktree = moveHead(run, data.intent, { commit: data.commit, tree: data.tree }, seq);
    if (worktree) worktree.drift = heldFrom(worktree.drift, data.path, data.intent);
    const step = run.steps.get(data.path);
    const intent = run.intents.get(data.intent);
    if (step && intent?.type === 'CommitIntended') step.files += intent.event.data.files.count;
  },
  PlaceholderCommitted: (run, { data, seq }) => {
    moveHead(run, data.intent, { commit: data.commit, tree: data.tree }, seq);
    const step = run.steps.get(data.path);
    if (step) step.stands = { commit: data.base, tree: data.tree, seen: seq };
  },
  MergeCommitted: (run, { data, seq }) => {
    const { recorded, head } = worktreeOf(run, data.intent) ?? {};
    const worktree = moveHead(run, data.intent, { commit: data.commit, tree: data.tree }, seq);
    // What lay there uncommitted lies there still, beside what was merged: the tree of both nobody has seen.
    if (worktree && recorded && recorded.tree !== head?.tree)
      Object.assign(worktree.recorded, { tree: recorded.tree, reach: EVERYWHERE });
  },
  UnitMerged: (run, { data, seq }) => {
    const step = run.steps.get(data.path);
    if (step) step.merged = { seq, onto: { commit: data.onto, tree: data.tree } };
  },
  UnitConflicted: (run, { data }) => {
    const { path, ...conflict } = data;
    const step = run.steps.get(path);
    if (step) step.conflict = conflict;
  },
  WorkKept: (run, { data, seq }) => {
    const intent = run.intents.get(data.intent);
    run.stopping?.workKept.add(intent?.unit ?? '');
    const worktree = worktreeOf(run, data.intent);
    if (!worktree || intent?.type !== 'CommitIntended' || restsForReplay(run)) return;
    worktree.recorded = recordedAt({ commit: intent.event.data.parent, tree: data.tree }, seq);
  },

  UnwindIntended: () => undefined,
  PlaceholderUnwound: (run, { data, seq }) => {
    moveHeadAlone(run, data.intent, { commit: data.to, tree: data.tree }, seq);
    unpark(run, data.path);
  },
  PlaceholderKept: (run, { data, seq }) => {
    moveHeadAlone(run, data.intent, { commit: data.tip, tree: data.tree }, seq);
    const step = run.steps.get(data.path);
    if (step) step.stands = { commit: data.tip, tree: data.tree, seen: seq };
    unpark(run, data.path);
  },

  ResetIntended: () => undefined,
  WorktreeReset: (run, { data, seq }) => {
    const intent = run.intents.get(data.intent);
    if (intent?.type !== 'ResetIntended') return;
    const { path, attempt, why } = intent.event.data;
    const to = { commit: data.to, tree: data.tree };
    const current = path === undefined || attempt === undefined ? undefined : attemptOf(run, path, attempt);
    const stands = { ...to, seen: why === 'undo' ? (current?.start.seen ?? 0) : 0 };
    const worktree = worktreeOf(run, data.intent);
    if (worktree) {
      worktree.recorded = recordedAt(to, seq);
      worktree.unfinished = undefined;
      worktree.drift = leftAt(worktree.drift, run.steps, stands);
    }
    if (why !== 'undo') moveHead(run, data.intent, to, seq);
    const step = path === undefined ? undefined : run.steps.get(path);
    if (step) step.stands = stands;
    if (current && why === 'undo') current.undoDue = false;
    else if (current) current.resetDue = false;
  },
} satisfies Handlers<RunAccumulator>;

/** What is recorded of a worktree that was made. What lay there when its making was cut off in an earlier life, nobody saw. */
const madeAt = (run: RunAccumulator, head: HeadState, intent: number, seq: number): RecordedState => {
  const isOfThisLife = intent > (run.lives.get(run.life)?.seq ?? 0);
  return { ...recordedAt(head, seq), ...(isOfThisLife ? {} : { reach: EVERYWHERE }) };
};

/** The worktree that an open intent concerns; that of a unit may have been given up since. */
const worktreeOf = (run: RunAccumulator, intent: number): WorktreeState | undefined => {
  const open = run.intents.get(intent);
  const worktree = open && run.worktrees.get(open.unit);
  return worktree?.path === open?.worktree ? worktree : undefined;
};

const moveHead = (
  run: RunAccumulator,
  intent: number,
  head: HeadState,
  seq: number,
): WorktreeState | undefined => {
  const worktree = worktreeOf(run, intent);
  if (worktree) Object.assign(worktree, { head, recorded: recordedAt(head, seq), unfinished: undefined });
  return worktree;
};

/** Moves the head where no file is touched: what lies there is what the placeholder held still. */
const moveHeadAlone = (run: RunAccumulator, intent: number, head: HeadState, seq: number): void => {
  const tree = worktreeOf(run, intent)?.recorded.tree;
  const worktree = moveHead(run, intent, head, seq);
  if (worktree && tree !== undefined) worktree.recorded.tree = tree;
};

/**
 * What an attempt did in a worktree that is gone is gone with it: its turn is taken again, is looked at and judged
 * anew, and people are asked again. What its steps have committed is there, and so is the plan that they follow.
 */
export const forgetWork = (step: StepState, { children }: IndexedStep, head: HeadState): void => {
  const { attempt } = step;
  step.stands = committed(head);
  step.isSeen = false;
  if (!attempt) return;
  attempt.gates.clear();
  attempt.voided = undefined;
  if (children.length > 0) return;
  attempt.start = committed(head);
  // A call that is under way ends by itself; of any other nothing is left that could be gone on from.
  if (attempt.call?.state !== 'open') attempt.call = undefined;
  attempt.work = undefined;
  attempt.answer = undefined;
  attempt.pauses.clear();
  if (attempt.review) Object.assign(attempt.review, { accepted: false, from: head.tree });
};

/** A step that goes on holds no placeholder any more. */
const unpark = (run: RunAccumulator, path: string): void => {
  const step = run.steps.get(path);
  if (step) step.failed = undefined;
};
