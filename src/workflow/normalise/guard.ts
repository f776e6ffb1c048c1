import type { GuardNode } from '../../events/tree.js';
import { parseDuration } from '../duration.js';
import { plain } from '../plain.js';
import type { GuardValue } from '../schema/step.js';

/** The limits of a guard in the units that a run stores. */
export const guardOf = ({
  max_turns,
  max_budget,
  max_tokens,
  max_time,
  timeout,
  no_write,
}: GuardValue): GuardNode =>
  plain<GuardNode>({
    maxTurns: max_turns,
    maxCost: max_budget,
    maxTokens: max_tokens,
    maxMs: parseDuration(max_time ?? timeout ?? ''),
    noWrite: no_write,
  });
