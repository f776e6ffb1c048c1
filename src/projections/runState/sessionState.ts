import type { StepPath } from '../../events/ids.js';
import { plus, type Usage } from '../../events/usage.js';
import type { Frozen } from '../projection.js';

/** Names a session: programs of two providers may use the same id. */
export const sessionKey = (provider: string, id: string): string => `${provider} ${id}`;

/** A session that some agent named. */
export interface SessionState {
  /** Where its agent worked when it began; agents find it again only from there. */
  directory: string;
  /** The step whose call used it last. */
  path: StepPath;
  /** What its calls have reported last as counted over all of it. */
  counted: Usage;
  /** How many of its calls told nothing of their tokens since. */
  untold: number;
  /**
   * Why nobody goes on with it: a replay cleared a step that had gone on with it, so that it knows what has not
   * happened; or it is the run's that this one was forked from.
   */
  dropped: 'rewound' | 'forked' | undefined;
}

/**
 * What was used, and the cost that was estimated besides; `untold` counts the calls whose tokens nobody knows, `unpriced`
 * those whose cost nobody does.
 */
export interface SpendState {
  known: Usage;
  estimated: number;
  untold: number;
  unpriced: number;
}

/** Nothing was used. */
export const noSpend = (): SpendState => ({ known: {}, estimated: 0, untold: 0, unpriced: 0 });

/** What was used in two places. */
export const together = (one: Frozen<SpendState>, other: Frozen<SpendState>): SpendState => ({
  known: plus(one.known, other.known),
  estimated: one.estimated + other.estimated,
  untold: one.untold + other.untold,
  unpriced: one.unpriced + other.unpriced,
});
