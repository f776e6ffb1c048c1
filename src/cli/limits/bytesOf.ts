import * as E from 'fp-ts/lib/Either.js';
import type { ReadableRun } from '../../ports/runStore.js';
import type { Gauge } from '../../projections/limits.js';
import type { RunState } from '../../projections/runState/state.js';

/** How much of the disk a run takes, where that is limited, or is about to be. */
export const bytesOf = async (
  { limits }: Pick<RunState, 'limits'>,
  { size }: Pick<ReadableRun, 'size'>,
  asked: readonly { readonly limit: string }[] = [],
): Promise<Pick<Gauge, 'bytes'>> => {
  if (!limits.has('disk') && !asked.some(({ limit }) => limit === 'disk')) return {};
  const measured = await size()();
  // What cannot be measured now is measured at the next look; a disk that fails shows itself at the next write.
  return E.isRight(measured) ? { bytes: measured.right } : {};
};
