import type { RunState } from '../../projections/runState/state.js';
import { type Effect, record } from '../effect.js';
import { nearing, ON_SPEND, reached } from '../limits.js';
import { PASS } from './attempt.js';

/**
 * What is to be done, unless a limit on what agents spend is in the way: then nothing that would spend more goes on or
 * begins. What is free of cost, such as the gates behind the last agent, is done all the same.
 */
export const withinLimits = (state: RunState, effects: readonly Effect[]): readonly Effect[] => {
  if (state.limits.size === 0 || state.stopping) return effects;
  const [near] = nearing(state, ON_SPEND);
  if (near) return [record({ type: 'NearLimit', ...near })];
  const stop = reached(state, ON_SPEND);
  return stop && spendsMore(state, effects) ? [record({ type: 'RequestStop', ...stop })] : effects;
};

const spendsMore = (state: RunState, effects: readonly Effect[]): boolean =>
  [...state.intents.values()].some(({ type }) => type === 'CallIntended') ||
  effects.some((effect) => effect.kind === 'wait' || isBeforeCall(state, effect));

/** Whether an agent is about to be called: a step that has one does not even begin. */
const isBeforeCall = (state: RunState, effect: Effect): boolean => {
  if (effect.kind !== 'record') return false;
  const { command } = effect;
  if (command.type === 'IntendCall') return true;
  if (command.type !== 'StartStep' && command.type !== 'StartAttempt') return false;
  const agent = state.index.steps.get(command.path)?.node.agent;
  return agent !== undefined && agent.provider !== PASS;
};
