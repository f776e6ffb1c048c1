import type { Template } from '../events/content.js';
import type { AgentNode, RetryOverride, StepNode } from '../events/tree.js';
import type { Attempt, RunState } from '../projections/runState/state.js';

/** What one attempt of a step runs with. */
export interface AttemptSettings {
  readonly agent: AgentNode | undefined;
  readonly prompt: Template;
  /** Whether the worktree goes back to the step's base first. */
  readonly reset: boolean;
}

/** How often a step is tried; without a retry policy, once. */
export const attemptsOf = (node: StepNode): number => node.retry?.attempts ?? 1;

/** The overrides that act on the attempt after this one: those that did already, and those whose condition holds now. */
export const overridesAfter = (node: StepNode, before: Attempt | undefined): readonly number[] => {
  const next = (before?.attempt ?? 0) + 1;
  return (node.retry?.overrides ?? []).flatMap((override, place) =>
    before?.overrides.includes(place) || holds(override, next, before) ? [place] : [],
  );
};

const holds = ({ from, not }: RetryOverride, attempt: number, before: Attempt | undefined): boolean => {
  if (from !== undefined) return from <= attempt;
  return not !== undefined && before !== undefined && before.gates.get(not)?.state === 'failed';
};

/**
 * Agent and prompt stick from the attempt that selects them on, the later word winning; a reset acts on that attempt
 * alone. `before` are the overrides of the attempt before.
 */
export const settingsOf = (
  node: StepNode,
  acting: readonly number[],
  before: readonly number[],
): AttemptSettings => {
  const overrides = acting.flatMap((place) => node.retry?.overrides[place] ?? []);
  return {
    agent: overrides.findLast(({ agent }) => agent !== undefined)?.agent ?? node.agent,
    prompt: overrides.findLast(({ prompt }) => prompt !== undefined)?.prompt ?? node.prompt ?? [],
    reset: overrideActs(node, acting, before, 'reset'),
  };
};

/** Whether an override of the kind that acts once does so on this attempt: the one that its entry selects first. */
export const overrideActs = (
  node: StepNode,
  acting: readonly number[],
  before: readonly number[],
  kind: 'reset' | 'newSession',
): boolean =>
  acting.some((place) => !before.includes(place) && node.retry?.overrides[place]?.[kind] === true);

/** The agent itself, where a step takes the one that another step used. */
export const resolveAgent = (
  state: RunState,
  path: string,
  agent: AgentNode | undefined,
): AgentNode | undefined => {
  if (agent?.variable === undefined) return agent;
  for (let at = state.index.steps.get(path)?.parent; at !== undefined; ) {
    const other = at === '' ? agent.variable : `${at}/${agent.variable}`;
    const used = state.steps.get(other)?.attempt?.agent ?? state.index.steps.get(other)?.node.agent;
    if (used && used.variable === undefined) return used;
    at = at === '' ? undefined : (state.index.steps.get(at)?.parent ?? '');
  }
  return undefined;
};
