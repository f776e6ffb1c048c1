import { setTimeout as delay } from 'node:timers/promises';
import type { Activity, Prices, SessionAsked, Sight } from '../../ports/agents.js';
import type { AgentDefinition } from './definition.js';
import { activityOf, countedBefore, hear, type Reading, SILENCE, usageOf } from './reading.js';
import { createTail } from './tail.js';
import { estimateOf } from './usage.js';

/** How often what an agent prints is looked at, in milliseconds. */
const LOOK_MS = 150;

/** What is watched: the file that the agent prints to, and how its lines are read. */
export interface Watched {
  readonly out: string;
  readonly definition: Pick<AgentDefinition, 'read' | 'counts'>;
  readonly session: SessionAsked | undefined;
  /** What its tokens cost, where it tells no cost. */
  readonly prices: Prices | undefined;
  /** How long the agent runs already, in milliseconds. */
  readonly elapsed: () => number;
  /** The time after which it is told that it passed. */
  readonly maxMs: number | undefined;
  /** Up to where in the file an earlier life has told of it: it is read again, as what follows rests on it, in silence. */
  readonly from: number;
}

/** Reports what a running agent shows of itself, until `over` says that it has ended. */
export const watch = async (
  { out, definition, session, prices, elapsed, maxMs, from }: Watched,
  over: () => boolean,
  report: (sight: Sight) => Promise<void>,
): Promise<void> => {
  if (!definition.read && maxMs === undefined) return;
  const listener = createListener(definition, session, prices);
  const tail = createTail(out);
  let late = false;
  const tell = async (seen: Omit<Sight, 'ms' | 'read'>): Promise<void> => {
    const ms = elapsed();
    const passed = maxMs !== undefined && ms > maxMs && !late;
    late ||= passed;
    if (isSomething(seen) || passed) await report({ ...seen, ms, read: tail.read() });
  };
  if (definition.read && from > 0) for await (const lines of tail.upTo(from)) listener.take(lines);
  for (let last = false; ; last = over()) {
    if (definition.read) for await (const lines of tail.upTo(Infinity)) await tell(listener.take(lines));
    await tell(NOTHING);
    if (last) return;
    await delay(LOOK_MS);
  }
};

const NOTHING: Activity = { turns: 0, tokens: 0, cost: 0, estimated: 0, wrote: [] };

const isSomething = ({ turns, tokens, cost, wrote, session }: Omit<Sight, 'ms' | 'read'>): boolean =>
  turns + tokens + cost > 0 || wrote.length > 0 || session !== undefined;

/** Hears lines, and says after some of them what they brought. */
const createListener = (
  { read, counts }: Watched['definition'],
  asked: SessionAsked | undefined,
  prices: Prices | undefined,
): { readonly take: (lines: readonly string[]) => Omit<Sight, 'ms' | 'read'> } => {
  let reading: Reading = SILENCE;
  let told = activityOf({});
  const take = (lines: readonly string[]): Omit<Sight, 'ms' | 'read'> => {
    const { session } = reading;
    const wrote = new Set<string>();
    for (const line of lines) {
      const shown = read?.(line);
      if (!shown) continue;
      reading = hear(reading, shown);
      for (const path of reading.wrote) wrote.add(path);
    }
    const used = usageOf(reading, counts, countedBefore(reading, asked));
    const now = activityOf(used, estimateOf(used, prices)?.cost);
    const brought = {
      turns: Math.max(0, now.turns - told.turns),
      tokens: Math.max(0, now.tokens - told.tokens),
      cost: Math.max(0, now.cost - told.cost),
      estimated: Math.max(0, now.estimated - told.estimated),
      wrote: [...wrote],
    };
    told = now;
    return session === reading.session || reading.session === undefined
      ? brought
      : { ...brought, session: reading.session };
  };
  return { take };
};
