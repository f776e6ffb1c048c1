import { statSync } from 'node:fs';
import { duration } from '../../inspector/text/duration.js';
import type { RunState } from '../../projections/runState/state.js';
import { printedBy } from '../compose/working.js';

/** How long an agent may print nothing before a person is told, in seconds. */
const QUIET_SECONDS = 60;

/** How often it is looked at, in milliseconds. */
const LOOK_MS = 500;

/**
 * Tells of agents that print nothing for long: they may think, wait for their provider, or hang, and nobody else would
 * say. Answers how to end it.
 */
export const watchQuiet = (
  state: RunState,
  place: string,
  env: NodeJS.ProcessEnv,
  tell: (text: string) => void,
): (() => void) => {
  const most = 1000 * (Number(env.REFOLD_QUIET_SECONDS) || QUIET_SECONDS);
  /** When each call was told of last. */
  const told = new Map<number, number>();
  const look = (): void => {
    const now = Date.now();
    for (const { type, event } of state.intents.values()) {
      if (type !== 'CallIntended') continue;
      const since = Math.max(lastPrinted(place, event.seq), told.get(event.seq) ?? Date.parse(event.at));
      if (now - since < most) continue;
      told.set(event.seq, now);
      const quiet = now - Math.max(lastPrinted(place, event.seq), Date.parse(event.at));
      tell(`  · ${event.data.path}: ${event.data.agent.name} has printed nothing for ${duration(quiet)}`);
    }
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return () => clearInterval(timer);
};

/** When a call last printed something; 0 while there is nothing of it. */
const lastPrinted = (place: string, seq: number): number => {
  const times = printedBy(place, seq).map((path) => statSync(path, { throwIfNoEntry: false }));
  return Math.max(0, ...times.map((stats) => (stats && stats.size > 0 ? stats.mtimeMs : 0)));
};
