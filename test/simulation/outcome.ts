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
    .map(([unit, { branch }]) => {
      const tip = git.refs.get(branch);
      const files = tip === undefined ? [] : [...git.files(git.commit(tip).tree)];
      return `${unit || 'the run'}: ${files.map((file) => file.join(' = ')).join('; ')}`;
    })
    .sort(),
});
