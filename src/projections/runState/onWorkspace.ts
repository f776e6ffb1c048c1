import type { Handlers } from '../projection.js';
import { attemptOf } from './onStep.js';
import type { AttemptState, RunAccumulator } from './state.js';

/** What the events of worktree, branch and commits mean. The intents themselves change nothing but being open. */
export const onWorkspace = {
  WorktreeIntended: () => undefined,
  WorktreeCreated: (run) => {
    run.worktree = 'ready';
  },
  WorktreeRecreated: (run) => {
    run.worktree = 'ready';
    run.isSetUp = false;
    for (const { state, attempt } of run.steps.values())
      if (state === 'running' && attempt) forgetWork(attempt);
  },

  ReattachIntended: () => undefined,
  HeadReattached: () => undefined,

  CommitIntended: () => undefined,
  CheckpointCommitted: (run, { data }) => {
    run.head = { commit: data.commit, tree: data.tree };
    const step = run.steps.get(data.path);
    const intent = run.intents.get(data.intent);
    if (step && intent?.type === 'CommitIntended') step.files += intent.event.data.files.count;
  },
  PlaceholderCommitted: (run, { data }) => {
    run.head = { commit: data.commit, tree: data.tree };
    const step = run.steps.get(data.path);
    if (step) step.stands = { commit: data.base, tree: data.tree };
  },
  WorkKept: (run) => {
    if (run.stopping) run.stopping.workKept = true;
  },

  UnwindIntended: () => undefined,
  PlaceholderUnwound: (run, { data }) => {
    run.head = { commit: data.to, tree: data.tree };
    unpark(run, data.path);
  },
  PlaceholderKept: (run, { data }) => {
    run.head = { commit: data.tip, tree: data.tree };
    const step = run.steps.get(data.path);
    if (step) step.stands = { commit: data.tip, tree: data.tree };
    unpark(run, data.path);
  },

  ResetIntended: () => undefined,
  WorktreeReset: (run, { data }) => {
    const intent = run.intents.get(data.intent);
    if (intent?.type !== 'ResetIntended') return;
    const { path, attempt, why } = intent.event.data;
    if (why !== 'undo') run.head = { commit: data.to, tree: data.tree };
    const step = path === undefined ? undefined : run.steps.get(path);
    if (step) step.stands = { commit: data.to, tree: data.tree };
    const current = path === undefined || attempt === undefined ? undefined : attemptOf(run, path, attempt);
    if (current && why === 'undo') current.undoDue = false;
    else if (current) current.resetDue = false;
  },
} satisfies Handlers<RunAccumulator>;

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
