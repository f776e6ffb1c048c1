import type { RunState } from '../projections/runState/state.js';
import { type Effect, type Intent, isStop } from './effect.js';
import { withinLimits } from './plan/limits.js';
import { disposeOf, hasGoneTooFar, settleAll, windDown } from './plan/settle.js';
import { nextInWorktree } from './plan/steps.js';

/**
 * Says what is to be done next, in the run as it stands; the same for a run that goes on and for one that was killed
 * and resumed. Intents of earlier lives are settled before anything else happens. Pure, and independent of how long
 * the run already is.
 */
export const plan = (state: RunState): readonly Effect[] => {
  if (!state.run || state.stop || state.ended?.done) return [];
  const intents = [...state.intents.values()];
  if (state.ended) return disposeOf(state, intents);
  return withinLimits(state, nextEffects(state, intents));
};

const nextEffects = (state: RunState, intents: readonly Intent[]): readonly Effect[] => {
  const unsettled = intents.filter(
    ({ life, event }) => life < state.life && !state.stopping?.givenUp.has(event.seq),
  );
  const settling = settleAll(state, unsettled);
  if (settling) return settling;
  if (state.stopping) return windDown(state, state.stopping, intents);
  return whileAnythingGoesOn([
    ...intents.flatMap((intent) => carryOn(state, intent)),
    ...nextInWorktree(state, ''),
  ]);
};

/** A step that waits for a person stops the run when there is nothing else to do in it. */
const whileAnythingGoesOn = (effects: readonly Effect[]): readonly Effect[] => {
  const others = effects.filter((effect) => !isStop(effect));
  return others.length > 0 ? others : effects.slice(0, 1);
};

const carryOn = (state: RunState, intent: Intent): readonly Effect[] => {
  const perform: Effect = { kind: 'perform', intent };
  return hasGoneTooFar(state, intent) ? [{ kind: 'stop', intent }, perform] : [perform];
};
