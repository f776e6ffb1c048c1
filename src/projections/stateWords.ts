import { PAIR_STATES } from './pair.js';
import { STATUSES } from './status.js';
import type { RunSummary } from './summary.js';

/** A status by its first word: `stopped (budget)` is `stopped` as well. */
const wordOf = (status: string): string => status.split(' ')[0] ?? '';

/** What stands behind it: `interrupted (reviewing)` is asked for by `reviewing` as well. */
const withinOf = (status: string): string | undefined => /\((.*)\)$/.exec(status)?.[1];

/** By these words a run can be asked for: as it stands, or as it stands as a pair of agents. */
export const STATE_WORDS: readonly string[] = [
  ...new Set([...STATUSES.map(wordOf), ...STATUSES, ...PAIR_STATES, 'damaged']),
].sort();

/** Whether a run is in one of these states. */
export const isInState = (
  { status, state }: Pick<RunSummary, 'status'> & Partial<Pick<RunSummary, 'state'>>,
  states: readonly string[],
): boolean => states.some((word) => [status, wordOf(status), withinOf(status), state].includes(word));

/** What to say where some of these words are no states. */
export const unknownStates = (
  states: readonly string[],
): { readonly message: string; readonly hint: string } | undefined => {
  const unknown = states.find((word) => !STATE_WORDS.includes(word));
  return unknown === undefined
    ? undefined
    : { message: `no run is ever \`${unknown}\``, hint: `the states are ${STATE_WORDS.join(', ')}` };
};
