import type { Handlers } from '../projection.js';
import type { RunAccumulator } from './state.js';

/** What the events of setting up a worktree mean. */
export const onSetup = {
  SetupIntended: () => undefined,
  SetupFinished: (run) => {
    run.isSetUp = true;
  },
  SetupInterrupted: () => undefined,
} satisfies Handlers<RunAccumulator>;
