import type { Command } from '../../engine/command.js';
import { nearing, ON_GAUGES, reached } from '../../engine/limits.js';
import type { WritableRun } from '../../ports/runStore.js';
import type { Gauge } from '../../projections/limits.js';
import type { RunState } from '../../projections/runState/state.js';
import { systemClock } from '../compose/working.js';
import { bytesOf } from './bytesOf.js';

/** How often the clock is looked at while a run has a limit that no event tells of, in milliseconds. */
const LOOK_MS = 200;

/** The size of a run is looked at so seldom that it takes no more of the time than one part in so many. */
const SELDOM = 20;

/**
 * Looks at the clock and at the size of a run, and reports what a limit has to say to it; a run without such limits is
 * left alone. Answers how to end it.
 */
export const watchLimits = (
  state: RunState,
  run: Pick<WritableRun, 'size'>,
  ask: (command: Command) => void,
): (() => void) => {
  let looking = false;
  let notBefore = 0;
  const measure = async (): Promise<Pick<Gauge, 'bytes'>> => {
    const began = performance.now();
    if (began < notBefore) return {};
    const bytes = await bytesOf(state, run);
    const ended = performance.now();
    notBefore = ended + (ended - began) * SELDOM;
    return bytes;
  };
  const look = async (): Promise<void> => {
    if (looking || !ON_GAUGES.some((limit) => state.limits.has(limit))) return;
    looking = true;
    const gauge = { now: systemClock.now(), ...(await measure()) };
    looking = false;
    if (nearing(state, ON_GAUGES, gauge).length > 0 || reached(state, ON_GAUGES, gauge))
      ask({ type: 'ReportGauge', ...gauge });
  };
  const timer = setInterval(() => void look(), LOOK_MS).unref();
  return () => clearInterval(timer);
};
