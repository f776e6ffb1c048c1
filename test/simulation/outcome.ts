import type { RunState } from '../../src/projections/runState/state.js';
import type { Ground } from './ground.js';

/** What a run came to, without anything that depends on when and how often. */
export interface Outcome {
  readonly stop: string | undefined;
  readonly at: string | undefined;
  /** Each step that has started, with what became of it. */
  readonly steps: readonly string[];
  /** What is on the branch of the run, and of each unit that has one. */
  readonly branches: readonly string[];
}

export const outcomeOf = (state: RunState, { git }: Ground): Outcome => ({
  stop: state.stop?.reason,
  at: state.stop?.step,
  steps: [...state.steps.values()].map(({ path, state: is }) => `${path} ${is}`).sort(),
  branches: [...state.worktrees]
    .map(([unit, { branch, head }]) => {
      // A unit that was done with before a fork has no branch of its own there; its commits are kept.
      const tip = git.refs.get(branch) ?? (state.forkOf ? head.commit : undefined);
      const files = tip === undefined ? [] : [...git.files(git.commit(tip).tree)];
      return `${unit || 'the run'}: ${files.map((file) => file.join(' = ')).join('; ')}`;
    })
    .sort(),
});
