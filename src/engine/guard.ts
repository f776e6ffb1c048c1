import type { DataOf } from '../events/catalogue.js';
import type { GuardNode } from '../events/tree.js';

type Activity = { readonly turns: number; readonly tokens: number; readonly cost: number };

/** What an agent has shown of its cost, or what it comes to by prices where it tells none. */
const costShown = ({ cost = 0, estimated = 0 }: Pick<DataOf<'ActivitySeen'>, 'cost' | 'estimated'>): number =>
  cost + estimated;

/** The first limit of a guard that a running agent has passed; undefined while it has passed none. */
export const tripOf = (
  guard: GuardNode,
  sofar: Activity,
  seen: Pick<DataOf<'ActivitySeen'>, 'turns' | 'tokens' | 'cost' | 'estimated'>,
  ms: number,
  wrote: readonly string[],
): { readonly guard: string; readonly detail: string } | undefined => {
  const turns = sofar.turns + (seen.turns ?? 0);
  const tokens = sofar.tokens + (seen.tokens ?? 0);
  const cost = sofar.cost + costShown(seen);
  if (guard.maxTurns !== undefined && turns > guard.maxTurns)
    return { guard: 'max_turns', detail: `${turns} turns, and ${guard.maxTurns} are allowed` };
  if (guard.maxCost !== undefined && cost > guard.maxCost)
    return {
      guard: 'max_budget',
      detail: `$${cost.toFixed(2)}, and $${guard.maxCost.toFixed(2)} are allowed`,
    };
  if (guard.maxTokens !== undefined && tokens > guard.maxTokens)
    return { guard: 'max_tokens', detail: `${tokens} tokens, and ${guard.maxTokens} are allowed` };
  if (guard.maxMs !== undefined && ms > guard.maxMs)
    return { guard: 'max_time', detail: `${ms / 1000} s, and ${guard.maxMs / 1000} s are allowed` };
  if (guard.noWrite && wrote.length > 0) return { guard: 'no_write', detail: `it wrote ${wrote.join(', ')}` };
  return undefined;
};
