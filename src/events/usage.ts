import * as t from 'io-ts';
import { Amount, Count } from './ids.js';
import { record } from './record.js';

/**
 * What was used, as far as the program told: what is unknown is absent and never 0. `tokensIn` is input that no cache
 * held, whatever the program itself calls input; the cost is in US dollars.
 */
export const Usage = record(
  {},
  {
    turns: Count,
    tokensIn: Count,
    tokensOut: Count,
    cacheRead: Count,
    cacheWrite: Count,
    cost: Amount,
  },
);
export type Usage = t.TypeOf<typeof Usage>;

export const USAGE_FIELDS = ['turns', 'tokensIn', 'tokensOut', 'cacheRead', 'cacheWrite', 'cost'] as const;
export type UsageField = (typeof USAGE_FIELDS)[number];

/** A usage made field by field; what has no value is left out. */
export const usageBy = (value: (field: UsageField) => number | undefined): Usage =>
  Object.fromEntries(
    USAGE_FIELDS.flatMap((field) => {
      const amount = value(field);
      return amount === undefined ? [] : [[field, amount]];
    }),
  );

/** Two usages together. */
export const plus = (one: Usage, other: Usage): Usage =>
  usageBy((field) =>
    one[field] === undefined && other[field] === undefined
      ? undefined
      : (one[field] ?? 0) + (other[field] ?? 0),
  );

/** How many tokens went through the model anew. */
export const freshTokens = ({ tokensIn = 0, tokensOut = 0, cacheWrite = 0 }: Usage): number =>
  tokensIn + tokensOut + cacheWrite;

/** A cost that no program told: what its tokens come to by prices, and the day that those are of. */
export const Estimate = record({ cost: Amount, of: t.string });
export type Estimate = t.TypeOf<typeof Estimate>;

/** Whether it says how many tokens went through the model. */
export const tellsTokens = ({ tokensIn, tokensOut }: Usage): boolean =>
  tokensIn !== undefined || tokensOut !== undefined;
