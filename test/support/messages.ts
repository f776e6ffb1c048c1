import type { Stored } from '../../src/events/stored.js';
import { apply } from '../../src/projections/projection.js';
import { partyAt } from '../../src/projections/runState/onMessage.js';
import { runState } from '../../src/projections/runState.js';

/**
 * What is wrong with how messages were told: each is told by the next call of its agent, by that one alone, and by none
 * where a replay has cleared the step before.
 */
export const deliveriesOf = (stored: readonly Stored[]): readonly string[] => {
  const state = runState.empty();
  const waiting = new Map<string, number[]>();
  const found: string[] = [];
  for (const one of stored) {
    apply(runState, state, one);
    const { known, event } = one;
    if (!known) continue;
    if (event.type === 'MessagePosted') {
      const to = partyAt(state.index, event.data.path, event.data.to);
      if (to !== undefined) waiting.set(to, [...(waiting.get(to) ?? []), event.seq]);
    } else if (event.type === 'CallIntended') {
      const { path, messages = {} } = event.data;
      const due = waiting.get(path)?.splice(0) ?? [];
      if (messages.upTo !== due.at(-1))
        found.push(
          `call ${event.seq} of ${path} tells up to ${messages.upTo}, and ${due.join(', ') || 'nothing'} is new to it`,
        );
      if (messages.again !== undefined && messages.again >= (due[0] ?? Number.POSITIVE_INFINITY))
        found.push(`call ${event.seq} of ${path} tells again what is new to it`);
    }
    for (const path of waiting.keys()) if (!state.inboxes.has(path)) waiting.delete(path);
  }
  return found;
};
