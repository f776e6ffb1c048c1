import * as t from 'io-ts';
import {
  type Estimate,
  tellsTokens,
  USAGE_FIELDS,
  type Usage,
  type UsageField,
  usageBy,
} from '../../events/usage.js';
import type { Prices } from '../../ports/agents.js';

/** A usage from amounts some of which are not known. */
export const usage = (amounts: { readonly [F in UsageField]?: number | undefined }): Usage =>
  usageBy((field) => amounts[field]);

/** What came to a count that only grows since it stood at `before`; one that fell was begun anew. */
export const since = (before: Usage, now: Usage): Usage =>
  USAGE_FIELDS.some((field) => (now[field] ?? before[field] ?? 0) < (before[field] ?? 0))
    ? now
    : usageBy((field) => (now[field] === undefined ? undefined : now[field] - (before[field] ?? 0)));

/** The tokens alone. */
export const tokensAlone = ({ turns: _, cost: __, ...tokens }: Usage): Usage => tokens;

const MILLION = 1_000_000;

/** What tokens come to by prices, where the program told its tokens and not its cost. */
export const estimateOf = (used: Usage, prices: Prices | undefined): Estimate | undefined => {
  if (!prices || used.cost !== undefined || !tellsTokens(used)) return undefined;
  const { tokensIn = 0, tokensOut = 0, cacheRead = 0, cacheWrite = 0 } = used;
  const cost =
    (tokensIn * prices.in +
      tokensOut * prices.out +
      cacheRead * (prices.cacheRead ?? 0) +
      cacheWrite * (prices.cacheWrite ?? 0)) /
    MILLION;
  return { cost, of: prices.of };
};

/** The input that no cache held, of a program that counts what came from caches as input too. */
export const uncached = (input: number | undefined, ...cached: readonly (number | undefined)[]) =>
  input === undefined
    ? undefined
    : Math.max(
        0,
        cached.reduce<number>((rest, part) => rest - (part ?? 0), input),
      );

/** An amount that a program reported, if it is one. */
export const amountIn = (u: unknown, name: string): number | undefined => {
  const value = Fields.is(u) ? u[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
};

const Fields = t.record(t.string, t.unknown);
