import type { Handlers } from '../projection.js';
import type { RunAccumulator } from './state.js';

/** What the events of setting up a worktree mean. */
export const onSetup = {
  SetupIntended: () => undefined,
  SetupFinished: (run, { data }) => {
    const worktree = run.worktrees.get(run.intents.get(data.intent)?.unit ?? '');
    if (worktree) worktree.isSetUp = true;
  },
  SetupInterrupted: () => undefined,
} satisfies Handlers<RunAccumulator>;
