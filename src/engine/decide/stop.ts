import type { DataOf } from '../../events/catalogue.js';
import type { RunState } from '../../projections/runState/state.js';

/** The stop that was asked for, as the event that ends the life. */
export const stopOf = ({
  reason,
  step,
  detail,
  signal,
  limit,
}: NonNullable<RunState['stopping']>): DataOf<'RunStopped'> => {
  const words = detail ?? signal;
  return {
    reason,
    ...(step === undefined ? {} : { step }),
    ...(words === undefined ? {} : { detail: words }),
    ...(limit === undefined ? {} : { limit }),
  };
};
