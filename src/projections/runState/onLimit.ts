import type { LimitSetting } from '../../events/limits.js';
import type { Handlers } from '../projection.js';
import type { LimitState } from './limitState.js';
import type { RunAccumulator } from './state.js';

/** What the events mean that are about what a run is held to. */
export const onLimit = {
  LimitChanged: (run, { data }) => setLimit(run, data),

  LimitNeared: (run, { data }) => {
    const limit = run.limits.get(data.limit);
    if (limit) limit.neared = true;
  },
} satisfies Handlers<RunAccumulator>;

/** From here on the run is held to this. */
export const setLimit = (run: RunAccumulator, { limit, value, from }: LimitSetting): void => {
  if (typeof value === 'string') run.onUnknownSpend = { does: value, from };
  else run.limits.set(limit, { value, from, neared: false });
};

/** What has been said of a limit says nothing any more: it is counted anew. */
export const countAnew = (limits: Iterable<LimitState | undefined>): void => {
  for (const limit of limits) if (limit) limit.neared = false;
};
