import type { StepSummary } from '../../projections/summary.js';

/** The steps that hold no others: what a run is counted by. */
export const leavesIn = (steps: readonly StepSummary[]): readonly StepSummary[] =>
  // What a step holds comes right behind it.
  steps.filter(({ depth }, at) => (steps[at + 1]?.depth ?? 0) <= depth);
