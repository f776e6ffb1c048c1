import type { Handlers } from '../projection.js';
import { attemptOf } from './onStep.js';
import type { AttemptState, HeadState, RunAccumulator, WorktreeState } from './state.js';

/** What the events of worktrees, branches and commits mean. */
export const onWorkspace = {
  WorktreeIntended: (run, { data }) => {
    const { unit = '', worktree: path, branch, commit, tree } = data;
    if (run.worktrees.has(unit) || tree === undefined) return;
    run.worktrees.set(unit, { path, branch, head: { commit, tree }, state: 'none', isSetUp: false });
  },
  WorktreeCreated: (run, { data }) => {
    const worktree = worktreeOf(run, data.intent);
    if (worktree) worktree.state = 'ready';
  },
  WorktreeRecreated: (run, { data }) => {
    const worktree = worktreeOf(run, data.intent);
    if (!worktree) return;
    worktree.state = 'ready';
    worktree.isSetUp = false;
    const unit = run.intents.get(data.intent)?.unit;
    for (const { path, state, attempt } of run.steps.values())
      if (state === 'running' && attempt && run.index.steps.get(path)?.unit === unit) forgetWork(attempt);
  },

  RemovalIntended: () => undefined,
  WorktreeRemoved: (run, { data }) => {
    const worktree = worktreeOf(run, data.intent);
    if (!worktree) return;
    worktree.state = data.left === undefined ? 'none' : 'left';
    worktree.isSetUp = false;
  },

  ReattachIntended: () => undefined,
  HeadReattached: () => undefined,

  CommitIntended: () => undefined,
  CheckpointCommitted: (run, { data }) => {
    moveHead(run, data.intent, { commit: data.commit, tree: data.tree });
    const step = run.steps.get(data.path);
    const intent = run.intents.get(data.intent);
    if (step && intent?.type === 'CommitIntended') step.files += intent.event.data.files.count;
  },
  PlaceholderCommitted: (run, { data }) => {
    moveHead(run, data.intent, { commit: data.commit, tree: data.tree });
    const step = run.steps.get(data.path);
    if (step) step.stands = { commit: data.base, tree: data.tree };
  },
  MergeCommitted: (run, { data }) => moveHead(run, data.intent, { commit: data.commit, tree: data.tree }),
  UnitMerged: (run, { data, seq }) => {
    const step = run.steps.get(data.path);
    if (step) step.merged = { seq, onto: { commit: data.onto, tree: data.tree } };
  },
  UnitConflicted: (run, { data }) => {
    const { path, ...conflict } = data;
    const step = run.steps.get(path);
    if (step) step.conflict = conflict;
  },
  WorkKept: (run, { data }) => {
    run.stopping?.workKept.add(run.intents.get(data.intent)?.unit ?? '');
  },

  UnwindIntended: () => undefined,
  PlaceholderUnwound: (run, { data }) => {
    moveHead(run, data.intent, { commit: data.to, tree: data.tree });
    unpark(run, data.path);
  },
  PlaceholderKept: (run, { data }) => {
    moveHead(run, data.intent, { commit: data.tip, tree: data.tree });
    const step = run.steps.get(data.path);
    if (step) step.stands = { commit: data.tip, tree: data.tree };
    unpark(run, data.path);
  },

  ResetIntended: () => undefined,
  WorktreeReset: (run, { data }) => {
    const intent = run.intents.get(data.intent);
    if (intent?.type !== 'ResetIntended') return;
    const { path, attempt, why } = intent.event.data;
    if (why !== 'undo') moveHead(run, data.intent, { commit: data.to, tree: data.tree });
    const step = path === undefined ? undefined : run.steps.get(path);
    if (step) step.stands = { commit: data.to, tree: data.tree };
    const current = path === undefined || attempt === undefined ? undefined : attemptOf(run, path, attempt);
    if (current && why === 'undo') current.undoDue = false;
    else if (current) current.resetDue = false;
  },
} satisfies Handlers<RunAccumulator>;

/** The worktree that an open intent concerns; that of a unit may have been given up since. */
const worktreeOf = (run: RunAccumulator, intent: number): WorktreeState | undefined => {
  const open = run.intents.get(intent);
  const worktree = open && run.worktrees.get(open.unit);
  return worktree?.path === open?.worktree ? worktree : undefined;
};

const moveHead = (run: RunAccumulator, intent: number, head: HeadState): void => {
  const worktree = worktreeOf(run, intent);
  if (worktree) worktree.head = head;
};

/** What an attempt did in a worktree that is gone is gone with it: its turn and its gates run again. */
const forgetWork = (attempt: AttemptState): void => {
  if (attempt.call && attempt.call.state !== 'open') attempt.call.state = 'interrupted';
  attempt.gates.clear();
};

/** A step that goes on holds no placeholder any more. */
const unpark = (run: RunAccumulator, path: string): void => {
  const step = run.steps.get(path);
  if (step) step.failed = undefined;
};
