import * as t from 'io-ts';
import { Amount, Count } from './ids.js';
import { openSet } from './openSet.js';
import { record } from './record.js';

/**
 * What a run can be held to: tokens, US dollars, milliseconds of one life, bytes of its folder; iterations and rejections
 * of one attempt; and whether it goes on (`stop` or `continue`) where nobody knows what was spent.
 */
export const Limit = openSet(
  'tokens',
  'budget',
  'timeout',
  'disk',
  'iterations',
  'rejections',
  'on_unknown_spend',
);
export type Limit = (typeof Limit.known)[number];

/** A number in the unit of its limit; a word of the one that is none. */
export const LimitValue = t.union([Amount, t.string]);

/** A limit as it was set, and the place that set it: an option, a variable, a file. */
export const LimitSetting = record({ limit: Limit, value: LimitValue, from: t.string });
export type LimitSetting = t.TypeOf<typeof LimitSetting>;

/** A limit at one moment, and how much of it is used, where that is counted over the run. */
export const LimitStanding = record(
  { limit: Limit, value: Amount, from: t.string },
  /** How much of what is used is estimated, and of how many calls nobody knows what they used. */
  { used: Amount, estimated: Amount, unknown: Count },
);
export type LimitStanding = t.TypeOf<typeof LimitStanding>;

/** How a limit is called wherever a person sets it. */
export const nameOfLimit = (limit: string): string => (limit === 'on_unknown_spend' ? limit : `max_${limit}`);

/** The option of the command line that sets a limit. */
export const flagOfLimit = (limit: string): string => `--${nameOfLimit(limit).replaceAll('_', '-')}`;

/** So much of what a limit counts, as a person reads it. */
export const amountOf = (limit: string, value: number | string): string => {
  if (typeof value === 'string') return value;
  return (UNITS[limit] ?? grouped)(value);
};

/** A time that was taken tells nothing by its milliseconds, once there are seconds; one that was set is told as it was set. */
const usedOf = (limit: string, used: number): number =>
  limit === 'timeout' && used >= 1_000 ? Math.round(used / 1_000) * 1_000 : used;

/** How much is used of how much. */
export const shareOf = (limit: string, used: number, value: number): string =>
  `${amountOf(limit, usedOf(limit, used))} of ${amountOf(limit, value)}${value > 0 ? ` (${Math.floor((used / value) * 100)} %)` : ''}`;

/** How a limit stands: what of it is used, what of that is estimated, and that there may be more. */
export const usedWords = ({ limit, value, used, estimated = 0, unknown = 0 }: LimitStanding): string => {
  if (used === undefined) return `${nameOfLimit(limit)}: ${amountOf(limit, value)}`;
  const calls = unknown === 1 ? '1 call' : `${unknown} calls`;
  return [
    `${nameOfLimit(limit)}: ${unknown > 0 ? '≥ ' : ''}${shareOf(limit, used, value)} used`,
    ...(estimated > 0 ? [`${amountOf(limit, estimated)} of it estimated`] : []),
    ...(unknown > 0 ? [`what ${calls} used is unknown`] : []),
  ].join(', ');
};

/** US dollars; small amounts more finely. */
export const dollars = (amount: number): string => `$${amount.toFixed(amount < 1 ? 4 : 2)}`;

/** A count with its thousands apart. */
export const grouped = (count: number): string => count.toLocaleString('en-US');

/** A time as it can be set: `1h30m`. */
const span = (ms: number): string => {
  let left = Math.round(ms);
  const parts = SPANS.map(([unit, each]) => {
    const count = Math.floor(left / each);
    left -= count * each;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0ms';
};

const SPANS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const size = (bytes: number): string => {
  const power = Math.max(0, Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1_000 ** power;
  return `${Number(value.toFixed(1))} ${SIZES[power]}`;
};

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  budget: dollars,
  timeout: span,
  disk: size,
};
