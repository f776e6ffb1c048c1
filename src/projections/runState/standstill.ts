import type { Seq, StepPath } from '../../events/ids.js';
import { msBetween } from '../../events/time.js';
import type { RunAccumulator, RunState } from './state.js';

/** A time in which no life was there. An agent may have worked on in it, from its beginning on. */
export interface Standstill {
  /** The time of the last event before it. */
  from: string;
  ms: number;
  /** The life that it led to. */
  life: number;
  /** Which agents worked on in it, and for how long. */
  worked: { path: StepPath; ms: number }[];
}

/** Notes that nothing was recorded from the event before until now, as no life was there. */
export const noteStandstill = (run: RunAccumulator, life: number, at: string): void => {
  const ms = Math.max(0, msBetween(run.lastAt, at));
  run.standstills.push({ from: run.lastAt, ms, life, worked: [] });
};

/** Notes that the agent of a call went on without its engine, so long since the call began as is said, or until now. */
export const noteWorkedOn = (run: RunAccumulator, intent: Seq, took = Number.POSITIVE_INFINITY): void => {
  const call = run.intents.get(intent);
  // What was called in this life has worked on in no standstill: few calls look any further.
  if (call?.type !== 'CallIntended' || !call.spawned || call.spawned.life >= run.life) return;
  const { path } = call.event.data;
  for (const { from, ms, life, worked } of run.standstills) {
    const own = Math.min(ms, took - msBetween(call.event.at, from));
    if (life > call.spawned.life && own > 0) worked.push({ path, ms: own });
  }
};

/** How long, behind so many standstills, neither a life was there nor an agent of what is under this path at work. */
export const idleSince = (standstills: RunState['standstills'], before: number, path: StepPath): number =>
  standstills.slice(before).reduce((sum, { ms, worked }) => {
    const own = worked.filter((one) => path === '' || `${one.path}/`.startsWith(`${path}/`));
    return sum + ms - Math.max(0, ...own.map((one) => one.ms));
  }, 0);
