import type { ReadableRun } from '../../ports/runStore.js';
import type { Gauge } from '../../projections/limits.js';
import { outlivingIn } from '../../projections/outliving.js';
import type { RunState } from '../../projections/runState/state.js';
import { launchesOf } from '../compose/reading.js';
import { bytesOf } from './bytesOf.js';

/** What no event tells of how far the limits of a run are used that nobody is at work in. */
export const gaugeOf = async (
  state: RunState,
  run: Pick<ReadableRun, 'size' | 'place'>,
  asked?: Parameters<typeof bytesOf>[2],
): Promise<Pick<Gauge, 'bytes' | 'unheard'>> => ({
  ...(await bytesOf(state, run, asked)),
  unheard: outlivingIn(state, launchesOf(run)).length,
});
