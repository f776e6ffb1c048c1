import type { Parts } from '../events/content.js';
import type { AgentNode, StepNode } from '../events/tree.js';

/** What one attempt of a step runs with. */
export interface AttemptSettings {
  readonly agent: AgentNode | undefined;
  readonly prompt: Parts;
  /** Whether the worktree goes back to the step's base first. */
  readonly reset: boolean;
}

/** How often a step is tried; without a retry policy, once. */
export const attemptsOf = (node: StepNode): number => node.retry?.attempts ?? 1;

/** Agent and prompt stick from the attempt that names them on, the later word winning; a reset acts once. */
export const settingsOf = (node: StepNode, attempt: number): AttemptSettings => {
  const overrides = (node.retry?.overrides ?? []).filter(({ from }) => from <= attempt);
  return {
    agent: overrides.findLast(({ agent }) => agent !== undefined)?.agent ?? node.agent,
    prompt: overrides.findLast(({ prompt }) => prompt !== undefined)?.prompt ?? node.prompt ?? [],
    reset: overrides.some(({ from, reset }) => from === attempt && reset === true),
  };
};
