import type { LimitSetting, LimitStanding } from '../events/limits.js';
import { msBetween } from '../events/time.js';
import { freshTokens } from '../events/usage.js';
import type { Frozen } from './projection.js';
import type { ShownState } from './runState/limitState.js';
import type { RunState } from './runState/state.js';

/**
 * What no event tells: how late it is, how many bytes the folder of the run takes, and how many agents went on behind a
 * dead engine, so that nobody has heard what they used since.
 */
export interface Gauge {
  readonly now?: string;
  readonly bytes?: number;
  readonly unheard?: number;
}

/** What calls under way have shown of what they use: fresh tokens, US dollars, and those estimated where they told no cost. */
export interface CallsUnderWay {
  readonly calls: number;
  readonly tokens: number;
  readonly cost: number;
  readonly estimatedCost: number;
  /** How many of these calls went on behind a dead engine: what they have shown since is not among it. */
  readonly unheard?: number;
}

/** What the calls that have begun and not ended have shown together. */
export const callsUnderWay = (
  { intents }: Pick<RunState, 'intents'>,
  { unheard = 0 }: Gauge = {},
): CallsUnderWay => {
  const calls = [...intents.values()].filter(({ type }) => type === 'CallIntended');
  const sum = (of: (shown: Frozen<ShownState>) => number): number =>
    calls.reduce((total, { shown }) => total + (shown ? of(shown) : 0), 0);
  return {
    calls: calls.length,
    tokens: sum(({ tokens }) => tokens),
    cost: sum(({ cost }) => cost),
    // A program may tell its cost in the end, of which there was an estimate until then.
    estimatedCost: sum(({ cost, estimated }) => Math.max(0, estimated - cost)),
    ...(unheard > 0 ? { unheard } : {}),
  };
};

/** How a limit stands without its setting. */
type Use = Pick<LimitStanding, 'used' | 'estimated' | 'unknown'>;

const USES: Readonly<Record<string, (state: RunState, gauge: Gauge) => Use>> = {
  tokens: ({ spend, intents }, { unheard = 0 }) => ({
    used: freshTokens(spend.known) + callsUnderWay({ intents }).tokens,
    unknown: spend.untold + unheard,
  }),
  budget: ({ spend, intents }, { unheard = 0 }) => {
    const { cost, estimatedCost } = callsUnderWay({ intents });
    const estimated = spend.estimated + estimatedCost;
    return {
      used: (spend.known.cost ?? 0) + cost + estimated,
      estimated,
      unknown: spend.untold + spend.unpriced + unheard,
    };
  },
  timeout: ({ lives, life, at, forkOf }, { now = at }) => {
    const began = forkOf?.life === life ? undefined : lives.get(life)?.at;
    return { used: began === undefined ? 0 : Math.max(0, msBetween(began, now)) };
  },
  disk: (_, { bytes }) => (bytes === undefined ? {} : { used: bytes }),
};

/** What the run is held to, or will be with these changes, and how much of it is used. */
export const limitsOf = (
  state: RunState,
  gauge: Gauge = {},
  changes: readonly LimitSetting[] = [],
): readonly LimitStanding[] => {
  const all = new Map(settingsOf(state).map((setting) => [setting.limit, setting]));
  for (const change of changes) all.set(change.limit, change);
  return [...all.values()].flatMap(({ limit, value, from }) =>
    typeof value === 'string' ? [] : [{ limit, value, from, ...useOf(state, limit, gauge) }],
  );
};

/** How one limit stands; undefined where there is none, or nobody looked how much of it is used. */
export const standingOf = (
  state: RunState,
  limit: string,
  gauge: Gauge,
): (LimitStanding & { readonly used: number }) | undefined => {
  const set = state.limits.get(limit);
  const use = set && useOf(state, limit, gauge);
  if (!set || use?.used === undefined) return undefined;
  return { limit, value: set.value, from: set.from, ...use, used: use.used };
};

/** What is used of a limit, as far as it is counted over a run, and known. */
const useOf = (state: RunState, limit: string, gauge: Gauge): Use => {
  const { used, estimated = 0, unknown = 0 } = USES[limit]?.(state, gauge) ?? {};
  return {
    ...(used === undefined ? {} : { used }),
    ...(estimated > 0 ? { estimated } : {}),
    ...(unknown > 0 ? { unknown } : {}),
  };
};

/** What of these settings is not so already. */
export const changesTo = (
  { limits, onUnknownSpend }: RunState,
  settings: readonly LimitSetting[],
): readonly LimitSetting[] =>
  settings.filter(({ limit, value }) =>
    typeof value === 'string'
      ? value !== (onUnknownSpend?.does ?? 'stop')
      : value !== limits.get(limit)?.value,
  );

/** The run as it stands once these limits are changed. */
export const withLimits = (state: RunState, changes: readonly LimitSetting[]): RunState => {
  const limits = new Map(state.limits);
  let { onUnknownSpend } = state;
  for (const { limit, value, from } of changes) {
    if (typeof value === 'string') onUnknownSpend = { does: value, from };
    else limits.set(limit, { value, from, neared: false });
  }
  return { ...state, limits, onUnknownSpend };
};

/** Every setting of the run, as it stands. */
export const settingsOf = ({ limits, onUnknownSpend }: RunState): readonly LimitSetting[] => [
  ...[...limits].map(([limit, { value, from }]) => ({ limit, value, from })),
  ...(onUnknownSpend
    ? [{ limit: 'on_unknown_spend', value: onUnknownSpend.does, from: onUnknownSpend.from }]
    : []),
];
